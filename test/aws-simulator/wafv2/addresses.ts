import { ApiError } from '../api-error.ts';
import type { IpSet } from '../model.ts';

/** https://docs.aws.amazon.com/waf/latest/developerguide/limits.html */
const ADDRESSES_MOST = 10_000;

export const invalid = (field: string, parameter: string): ApiError =>
  new ApiError(
    'WAFInvalidParameterException',
    `Error reason: The parameter contains formatting that is not valid., field: ${field}, parameter: ${parameter.slice(0, 100)}`,
    400,
    {
      Field: field,
      Parameter: parameter.slice(0, 100),
      Reason: 'The parameter contains formatting that is not valid.',
    },
  );

function v4(address: string, bits: number): string | undefined {
  if (!/^[0-9]{1,3}(\.[0-9]{1,3}){3}$/.test(address) || bits < 1 || bits > 32) return undefined;
  const parts = address.split('.').map(Number);
  if (parts.some((p) => p > 255)) return undefined;
  // AWS takes the address of the network, and none within it.
  const value = parts.reduce((n, p) => n * 256 + p, 0);
  return value % 2 ** (32 - bits) === 0 ? `${parts.join('.')}/${bits}` : undefined;
}

function v6(address: string, bits: number): string | undefined {
  if (!/^[0-9a-fA-F:]{2,39}$/.test(address) || bits < 1 || bits > 128) return undefined;
  const halves = address.split('::');
  const [head = [], tail = []] = halves.map((h) => (h === '' ? [] : h.split(':')));
  const zeros = 8 - head.length - tail.length;
  if (halves.length > 2 || (halves.length === 2 ? zeros < 1 : zeros !== 0)) return undefined;
  const groups = [...head, ...Array.from({ length: zeros }, () => '0'), ...tail];
  if (groups.some((g) => !/^[0-9a-fA-F]{1,4}$/.test(g))) return undefined;
  return `${groups.map((g) => g.toLowerCase().padStart(4, '0')).join(':')}/${bits}`;
}

/** The addresses as WAF gives them back: IPv6 in its long form, nothing twice. Throws WAFInvalidParameterException. */
export function checkedAddresses(given: readonly string[], version: IpSet['version']): string[] {
  const kept = given.map((cidr) => {
    const match = /^([^/]+)\/([0-9]{1,3})$/.exec(cidr);
    const read = match && (version === 'IPV4' ? v4 : v6)(match[1]!, Number(match[2]));
    if (!read) throw invalid('IP_ADDRESS', cidr);
    return read;
  });
  const set = [...new Set(kept)];
  if (set.length > ADDRESSES_MOST)
    throw new ApiError('WAFLimitsExceededException', 'The operation exceeds your resource limit.', 400);
  return set;
}
