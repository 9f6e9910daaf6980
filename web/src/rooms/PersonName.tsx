import type { Person } from './roomState.ts';

const COLORS = 8;

/** The name of a participant, in their color. */
export function PersonName({ person }: { person: Person }) {
  return (
    <span className="person" data-color={person.number % COLORS}>
      <bdi>{person.name}</bdi>
    </span>
  );
}
