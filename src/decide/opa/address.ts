/**
 * IPv4 blocks that are no public host's (IANA's special-purpose registry, RFC 6890): a request there would come from inside,
 * on behalf of whoever typed the address.
 */
const NOT_PUBLIC_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];
/** Names that only an inner network answers for. */
const NOT_PUBLIC_NAME = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|private|test|invalid|home\.arpa)$/;

const numberOf = (v4: string): number => v4.split('.').reduce((n, part) => n * 256 + Number(part), 0);
const isPublicV4 = (v4: string): boolean =>
  !NOT_PUBLIC_V4.some(([base, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(numberOf(v4) / size) === Math.floor(numberOf(base) / size);
  });

/**
 * Why a decision point's URL may not be asked; undefined if it may. It must be https, of OPA's Data API, and of a public
 * host; an origin that the installation's operator names may be anything. A name that resolves to a private address is not
 * seen here: keeping that out is the network's business (Cloudflare's egress is public). Pure.
 */
export function whyNotAsked(text: string, operatorsOrigins: readonly string[]): string | undefined {
  if (!URL.canParse(text)) return 'it is not a URL';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'a URL holds no credentials: give the token by itself';
  if (url.search !== '' || url.hash !== '') return 'leave out the query and the fragment';
  if (!/^\/v1\/data(\/[A-Za-z0-9_.~-]+)+$/.test(url.pathname))
    return 'it reads https://host/v1/data/<path of the rule>, as OPA’s Data API has it';
  if (operatorsOrigins.includes(url.origin)) return undefined;
  if (url.protocol !== 'https:') return 'it must be https';
  return isPublicHost(url.hostname)
    ? undefined
    : 'it is not a public host; the operator of this installation can allow its origin in DECISION_POINT_ORIGINS';
}

/** `hostname` as the URL parser normalises it: IPv4 in any notation is dotted decimal by then. */
function isPublicHost(hostname: string): boolean {
  // An IPv6 address names no host that a public policy server is known by, and hides IPv4 in many ways (RFC 6052, 3056, 4380).
  if (hostname.startsWith('[')) return false;
  const name = hostname.replace(/\.$/, '');
  if (/^[0-9.]+$/.test(name)) return isPublicV4(name);
  return name.includes('.') && !NOT_PUBLIC_NAME.test(name);
}

/** Origins of a setting, comma between; what is no origin is left out. */
export const readOperatorsOrigins = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => URL.canParse(part))
    .map((part) => new URL(part).origin)
    .filter((origin) => origin !== 'null');
