const PATHS = {
  microphone:
    'M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3M8.500 21h7',
  stop: 'M7 7h10v10H7z',
  swap: 'M7 4 3.500 7.500 7 11M3.500 7.500H17M17 13l3.500 3.500L17 20M20.500 16.500H7',
  settings:
    'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.800a2.200 2.200 0 1 0 0 4.400 2.200 2.200 0 0 0 0-4.400ZM9 14.800a2.200 2.200 0 1 0 0 4.400 2.200 2.200 0 0 0 0-4.400Z',
  handsFree: 'M4 10v4M8 7v10M12 4v16M16 7v10M20 10v4',
  parallel: 'M3 12h4c3 0 3-5 6-5h8M7 12c3 0 3 5 6 5h8',
  serial:
    'M3 12h3M10 12h4M18 12h3M6 12a2 2 0 1 0 4 0 2 2 0 0 0-4 0M14 12a2 2 0 1 0 4 0 2 2 0 0 0-4 0',
  play: 'M8 5.500v13l10.500-6.500z',
  copy: 'M9 9h10v11H9zM15 9V4H5v11h4',
  save: 'M12 4v11M7.500 11 12 15.500 16.500 11M5 20h14',
  retry: 'M4.500 12a7.500 7.500 0 1 0 2.200-5.300L4 9.400M4 4.500v4.900h4.900',
  check: 'M5 12.500 10 17.500 19.500 7',
  close: 'M6 6l12 12M18 6 6 18',
};

export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg className="icon" data-icon={name} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
