/** ATT&CK tactics as Sigma and we write them, by the threat purposes and finding types that AWS uses. */
const TACTIC_BY_PURPOSE: Readonly<Record<string, { tactic: string; technique?: string }>> = {
  backdoor: { tactic: 'command-and-control', technique: 'T1071' },
  behavior: { tactic: 'discovery' },
  credentialaccess: { tactic: 'credential-access' },
  cryptocurrency: { tactic: 'impact', technique: 'T1496' },
  defenseevasion: { tactic: 'defense-evasion' },
  discovery: { tactic: 'discovery' },
  execution: { tactic: 'execution' },
  exfiltration: { tactic: 'exfiltration' },
  impact: { tactic: 'impact' },
  initialaccess: { tactic: 'initial-access', technique: 'T1078.004' },
  pentest: { tactic: 'discovery' },
  persistence: { tactic: 'persistence', technique: 'T1098' },
  policy: { tactic: 'defense-evasion' },
  privilegeescalation: { tactic: 'privilege-escalation' },
  recon: { tactic: 'reconnaissance', technique: 'T1595' },
  stealth: { tactic: 'defense-evasion', technique: 'T1562.008' },
  trojan: { tactic: 'command-and-control', technique: 'T1071' },
  unauthorizedaccess: { tactic: 'initial-access', technique: 'T1078.004' },
  attacksequence: { tactic: 'initial-access' },
};

/** Details of a finding type that say more than its purpose. */
const TECHNIQUE_BY_DETAIL: readonly (readonly [RegExp, string])[] = [
  [/bruteforce/i, 'T1110'],
  [/portsweep|portscan|probe/i, 'T1046'],
  [/dnsdataexfiltration|dnsdatatunneling/i, 'T1048'],
  [/instancecredentialexfiltration/i, 'T1552.005'],
  [/cloudtrailloggingdisabled/i, 'T1562.008'],
  [/bitcoin|crypto/i, 'T1496'],
];

/**
 * Tactics and techniques of a GuardDuty finding type, `ThreatPurpose:Resource/Name.Mechanism!Artifact`
 * (https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-format.html).
 */
export function attackOf(type: string): { tactics: string[]; techniques: string[] } {
  const purpose = (type.split(':')[0] ?? '').toLowerCase();
  const known = Object.hasOwn(TACTIC_BY_PURPOSE, purpose) ? TACTIC_BY_PURPOSE[purpose] : undefined;
  const detailed = TECHNIQUE_BY_DETAIL.find(([pattern]) => pattern.test(type))?.[1];
  const technique = detailed ?? known?.technique;
  return { tactics: known === undefined ? [] : [known.tactic], techniques: technique === undefined ? [] : [technique] };
}
