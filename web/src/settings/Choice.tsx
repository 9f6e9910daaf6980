import { useId } from 'preact/hooks';

export interface Option {
  value: string;
  label: string;
  lang?: string;
}

interface Props {
  label: string;
  value: string;
  options: readonly Option[];
  change: (value: string) => void;
}

export function Choice({ label, value, options, change }: Props) {
  const id = useId();
  return (
    <label className="choice">
      <span id={id}>{label}</span>
      <span className="picker">
        <select
          className="language"
          aria-labelledby={id}
          value={value}
          onChange={(event) => change(event.currentTarget.value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value} lang={option.lang}>
              {option.label}
            </option>
          ))}
        </select>
      </span>
    </label>
  );
}
