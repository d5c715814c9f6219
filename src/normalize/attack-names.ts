/** Tactics of ATT&CK Enterprise as rules write them: https://attack.mitre.org/tactics/enterprise/ */
const TACTIC_BY_ID: Readonly<Record<string, string>> = {
  TA0001: 'initial-access',
  TA0002: 'execution',
  TA0003: 'persistence',
  TA0004: 'privilege-escalation',
  TA0005: 'defense-evasion',
  TA0006: 'credential-access',
  TA0007: 'discovery',
  TA0008: 'lateral-movement',
  TA0009: 'collection',
  TA0010: 'exfiltration',
  TA0011: 'command-and-control',
  TA0040: 'impact',
  TA0042: 'resource-development',
  TA0043: 'reconnaissance',
};
/** Their names. */
export const TACTICS: ReadonlySet<string> = new Set(Object.values(TACTIC_BY_ID));
const TECHNIQUE = /^T[0-9]{4}(?:\.[0-9]{3})?(?![0-9])/;

/** `TA0010`, `Exfiltration`, `Command and Control` → the tactic; undefined if it is none. */
export function tacticOf(value: string): string | undefined {
  const text = value.trim();
  if (Object.hasOwn(TACTIC_BY_ID, text)) return TACTIC_BY_ID[text];
  const name = text.toLowerCase().replaceAll(/[\s_]+/g, '-');
  return TACTICS.has(name) ? name : undefined;
}

/** `T1078.004`, `T1078.004 - Valid Accounts: Cloud Accounts` → the technique's id; undefined if it is none. */
export const techniqueOf = (value: string): string | undefined => TECHNIQUE.exec(value.trim())?.[0];
