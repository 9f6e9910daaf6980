declare module 'virtual:vad-weights' {
  /** The address of the weights. */
  const address: string;
  export default address;
}
