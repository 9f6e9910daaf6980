import { useId } from 'preact/hooks';

interface Props {
  on: boolean;
  label: string;
  hint?: string;
  change: (on: boolean) => void;
}

export function Toggle({ on, label, hint, change }: Props) {
  const id = useId();
  return (
    <label className="toggle">
      <span>
        {label}
        {hint && <small id={id}>{hint}</small>}
      </span>
      <input
        type="checkbox"
        role="switch"
        checked={on}
        aria-checked={on}
        aria-describedby={hint && id}
        onChange={(event) => change(event.currentTarget.checked)}
      />
    </label>
  );
}
