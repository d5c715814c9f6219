import type { IconName } from '../ui/icons.tsx';

export interface Place {
  readonly to: string;
  readonly label: string;
  readonly icon: IconName;
  /** Second key after `g`. */
  readonly key: string;
  /** In the bar at the bottom of a phone. */
  readonly tab?: boolean;
}

export const PLACES: readonly Place[] = [
  { to: '/', label: 'Overview', icon: 'overview', key: 'o', tab: true },
  { to: '/incidents', label: 'Incidents', icon: 'incidents', key: 'i', tab: true },
  { to: '/approvals', label: 'Approvals', icon: 'approvals', key: 'd', tab: true },
  { to: '/findings', label: 'Findings', icon: 'findings', key: 'f', tab: true },
  { to: '/sources', label: 'Sources', icon: 'sources', key: 's' },
  { to: '/rules', label: 'Rules', icon: 'rules', key: 'r' },
  { to: '/policies', label: 'Policies', icon: 'policies', key: 'p' },
  { to: '/agents', label: 'Agents', icon: 'agents', key: 'b' },
  { to: '/ledger', label: 'Ledger', icon: 'ledger', key: 'l' },
  { to: '/administration', label: 'Administration', icon: 'administration', key: 'a' },
];
export const isIn = (place: Place, path: string): boolean =>
  place.to === '/' ? path === '/' : path === place.to || path.startsWith(`${place.to}/`);
