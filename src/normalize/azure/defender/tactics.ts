import { TACTICS } from '../../attack-names.ts';

/** Kill chain intents of Defender for Cloud that ATT&CK calls otherwise; all else is ATT&CK's own name run together. */
const OTHERWISE: Readonly<Record<string, string>> = {
  preattack: 'reconnaissance',
  probing: 'reconnaissance',
  exploitation: 'initial-access',
  commandandcontrol: 'command-and-control',
};
/** ATT&CK tactics as rules write them, of `InitialAccess, LateralMovement`. Unknown words (`Malware`) are left out. */
export function tacticsOf(intent: string): string[] {
  const found = new Set<string>();
  for (const word of intent.split(',').slice(0, 20)) {
    const name = word.trim();
    const key = name.toLowerCase();
    const tactic = Object.hasOwn(OTHERWISE, key)
      ? OTHERWISE[key]!
      : name.replaceAll(/(?<=[a-z])([A-Z])/g, '-$1').toLowerCase();
    if (TACTICS.has(tactic)) found.add(tactic);
  }
  return [...found];
}
