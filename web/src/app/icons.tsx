const PATHS = {
  microphone:
    'M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3M8.500 21h7',
  stop: 'M7 7h10v10H7z',
  swap: 'M7 4 3.500 7.500 7 11M3.500 7.500H17M17 13l3.500 3.500L17 20M20.500 16.500H7',
  settings:
    'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.800a2.200 2.200 0 1 0 0 4.400 2.200 2.200 0 0 0 0-4.400ZM9 14.800a2.200 2.200 0 1 0 0 4.400 2.200 2.200 0 0 0 0-4.400Z',
  handsFree: 'M4 10v4M8 7v10M12 4v16M16 7v10M20 10v4',
  keyboard: 'M3 6.500h18v11H3zM6.500 10h.01M10 10h.01M14 10h.01M17.500 10h.01M8 14h8',
  edit: 'M5 19h3.500L19 8.500 15.500 5 5 15.500zM13 7.500l3.500 3.500',
  backTranslate: 'M4 8h11M11 4l4 4-4 4M20 16H9M13 12l-4 4 4 4',
  slow: 'M12 4a8 8 0 1 0 8 8M12 8v4l3 2M16 4h4v4',
  more: 'M5.500 12h.01M12 12h.01M18.500 12h.01',
  down: 'M12 5v13M6.500 12.500 12 18l5.500-5.500',
  play: 'M8 5.500v13l10.500-6.500z',
  copy: 'M9 9h10v11H9zM15 9V4H5v11h4',
  save: 'M12 4v11M7.500 11 12 15.500 16.500 11M5 20h14',
  retry: 'M4.500 12a7.500 7.500 0 1 0 2.200-5.300L4 9.400M4 4.500v4.900h4.900',
  check: 'M5 12.500 10 17.500 19.500 7',
  close: 'M6 6l12 12M18 6 6 18',
};

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" data-icon={name} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
