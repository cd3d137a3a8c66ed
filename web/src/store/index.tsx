import type { Person } from "../session/session.js";

export default function Place({ person }: { person: Person }) {
  return <p>{person.subject}</p>;
}
