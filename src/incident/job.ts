import type { Finding } from '../contracts/finding.ts';

/** Findings of a job take at most this much JSON: local queues refuse messages over 128,000 bytes, and the envelope needs room. */
export const FINDINGS_JOB_BYTES = 100_000;

/** The strongest findings that fit: first without their evidence where that is what makes them too large, then fewer of them. */
export function fitFindings(findings: readonly Finding[], maxBytes: number): Finding[] {
  const kept: Finding[] = [];
  let bytes = 0;
  for (const f of findings) {
    const whole = JSON.stringify(f).length;
    const fits = bytes + whole <= maxBytes;
    const candidate = fits ? f : { ...f, evidence: {} };
    const size = fits ? whole : JSON.stringify(candidate).length;
    if (bytes + size > maxBytes) break;
    kept.push(candidate);
    bytes += size;
  }
  return kept;
}
