import { readFileSync } from 'node:fs';

/** The tensors of the Silero VAD model at 16 kHz, in the order in which src/record/vadModel.ts reads them. */
export const TENSORS = [
  'stft.forward_basis_buffer',
  'encoder.0.reparam_conv.weight',
  'encoder.0.reparam_conv.bias',
  'encoder.1.reparam_conv.weight',
  'encoder.1.reparam_conv.bias',
  'encoder.2.reparam_conv.weight',
  'encoder.2.reparam_conv.bias',
  'encoder.3.reparam_conv.weight',
  'encoder.3.reparam_conv.bias',
  'decoder.rnn.weight_ih',
  'decoder.rnn.weight_hh',
  'decoder.rnn.bias_ih',
  'decoder.rnn.bias_hh',
  'decoder.decoder.2.weight',
  'decoder.decoder.2.bias',
];
/** The graph holds a branch for each sample rate; this one is for 16 kHz. */
const BRANCH = 'If_0_then_branch__Inline_0__';

/** Field numbers of onnx.proto. */
const FIELD = { graph: 7, node: 1, output: 2, attribute: 5, tensor: 5, subgraph: 6, rawData: 9 };

/** Reads the weights from the ONNX file and packs them as little-endian 16-bit floats, half the size of the
 * original and without the graph. */
export function packVadWeights(onnxFile: string): Uint8Array {
  const tensors = new Map<string, Float32Array>();
  for (const graph of fields(new Uint8Array(readFileSync(onnxFile)), FIELD.graph))
    collect(graph, tensors);
  const all = TENSORS.map((name) => {
    const tensor = tensors.get(BRANCH + name);
    if (!tensor) throw new Error(`${onnxFile} has no tensor ${name}`);
    return tensor;
  });
  const packed = new Uint8Array(2 * all.reduce((sum, { length }) => sum + length, 0));
  const view = new DataView(packed.buffer);
  let at = 0;
  for (const tensor of all)
    for (const value of tensor) {
      view.setUint16(at, toHalf(value), true);
      at += 2;
    }
  return packed;
}

/** Collects the constants of a graph and its subgraphs by name. */
function collect(graph: Uint8Array, tensors: Map<string, Float32Array>): void {
  for (const node of fields(graph, FIELD.node)) {
    const [name] = fields(node, FIELD.output).map((bytes) => new TextDecoder().decode(bytes));
    for (const attribute of fields(node, FIELD.attribute)) {
      for (const subgraph of fields(attribute, FIELD.subgraph)) collect(subgraph, tensors);
      for (const tensor of fields(attribute, FIELD.tensor))
        for (const raw of fields(tensor, FIELD.rawData))
          if (name && raw.length % 4 === 0) tensors.set(name, new Float32Array(raw.slice().buffer));
    }
  }
}

/** The length-delimited fields of a protobuf message with this number. */
function fields(message: Uint8Array, wanted: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  let at = 0;
  const varint = () => {
    let [value, shift] = [0, 1];
    for (;;) {
      const byte = message[at++] ?? 0;
      value += (byte & 127) * shift;
      if (byte < 128) return value;
      shift *= 128;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const [number, type] = [Math.floor(tag / 8), tag % 8];
    if (type === 0) varint();
    else if (type === 1) at += 8;
    else if (type === 5) at += 4;
    else {
      const length = varint();
      if (number === wanted) found.push(message.subarray(at, at + length));
      at += length;
    }
  }
  return found;
}

/** Rounds to a 16-bit float. The weights are far from its limits. */
function toHalf(value: number): number {
  const bits = new Uint32Array(new Float32Array([value]).buffer)[0] ?? 0;
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 255) - 127 + 15;
  const mantissa = bits & 0x7fffff;
  if (exponent <= 0) {
    if (exponent < -10) return sign;
    const shift = 14 - exponent;
    const whole = mantissa | 0x800000;
    return sign | ((whole + (1 << (shift - 1))) >>> shift);
  }
  return sign | (((exponent << 10) | (mantissa >>> 13)) + ((mantissa >>> 12) & 1));
}
