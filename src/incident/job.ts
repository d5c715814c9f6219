import type { Finding } from '../contracts/finding.ts';
import { utf8 } from '../kit/bytes.ts';

/** Findings of a job take at most this many bytes of JSON: local queues refuse messages over 128,000 bytes, and the envelope needs room. */
export const FINDINGS_JOB_BYTES = 100_000;

/**
 * The strongest findings that fit into `maxBytes` of UTF-8 JSON: a finding that is too large comes without its evidence,
 * and is left out only if it is too large even so. What comes after it still has its chance.
 */
export function fitFindings(findings: readonly Finding[], maxBytes: number): Finding[] {
  const kept: Finding[] = [];
  let room = maxBytes;
  for (const f of findings) {
    for (const candidate of [f, { ...f, evidence: {} }]) {
      const size = utf8(JSON.stringify(candidate)).byteLength;
      if (size > room) continue;
      kept.push(candidate);
      room -= size;
      break;
    }
  }
  return kept;
}
