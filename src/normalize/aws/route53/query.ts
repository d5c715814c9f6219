import { isAddress, list, text } from '../../read.ts';

/** A name has 253 characters at most (RFC 1035 §2.3.4). */
const NAME_MAX_LENGTH = 253;
/** Addresses of one answer that are looked at; a resolver gives a dozen. */
const ADDRESSES_MAX = 20;

/** As rules and indicators write it: lower case, without the root's full stop. */
function plainName(name: string | undefined): string | undefined {
  const plain = name?.endsWith('.') === true ? name.slice(0, -1) : name;
  return plain === undefined || plain === '' || plain.length > NAME_MAX_LENGTH ? undefined : plain.toLowerCase();
}

export const domainOf = (record: Record<string, unknown>): string | undefined => plainName(text(record, 'query_name'));

export function clientOf(record: Record<string, unknown>): string | undefined {
  const address = text(record, 'srcaddr');
  return address !== undefined && isAddress(address) ? address : undefined;
}

/** Addresses that the name has. */
export function addressesOf(record: Record<string, unknown>): string[] {
  const found: string[] = [];
  for (const answer of list(record, 'answers')) {
    const value = text(answer, 'Rdata');
    if (value !== undefined && isAddress(value) && !found.includes(value)) found.push(value);
    if (found.length === ADDRESSES_MAX) break;
  }
  return found;
}

/** Names that the name is another one's alias of, which tell of a host behind it. */
export function answeredNamesOf(record: Record<string, unknown>): string[] {
  const found: string[] = [];
  for (const answer of list(record, 'answers')) {
    const name = text(answer, 'Type') === 'CNAME' ? plainName(text(answer, 'Rdata')) : undefined;
    if (name !== undefined && !found.includes(name)) found.push(name);
    if (found.length === ADDRESSES_MAX) break;
  }
  return found;
}
