import type { Entity } from '../../contracts/entity.ts';
import type { EventTraits, OcsfEvent } from '../../contracts/event.ts';
import type { Views } from '../types.ts';
import type { Countries } from './country.ts';

/** Facts that the views use. */
export interface ViewFacts {
  /** ms */
  readonly time: number;
  readonly region?: string;
}

/** What reads records of one format: a normalizer is one. */
export interface Reader<Facts extends ViewFacts> {
  entities(record: Record<string, unknown>): readonly Entity[];
  toOcsf(record: Record<string, unknown>, facts: Facts): OcsfEvent;
  traits?(record: Record<string, unknown>): EventTraits;
}

/** The fields of `vedette.`; docs/rules.md says what they mean. Those that an event does not tell are missing. */
export interface VedetteView {
  readonly source_country?: string;
  readonly source_private?: boolean;
  readonly principal?: string;
  readonly principal_type?: string;
  readonly access_key?: string;
  readonly region?: string;
  readonly hour_utc: number;
}

/** The views of one event, each made when first asked for. Without `countries` an event has no `source_country`. */
export function viewsOf<Facts extends ViewFacts>(
  reader: Reader<Facts>,
  facts: Facts,
  record: Record<string, unknown>,
  countries: Countries | undefined,
): Views {
  let ocsf: Readonly<Record<string, unknown>> | undefined;
  let vedette: Readonly<Record<string, unknown>> | undefined;
  return {
    ocsf: () => (ocsf ??= { ...reader.toOcsf(record, facts) }),
    vedette: () => (vedette ??= { ...vedetteView(reader, facts, record, countries) }),
  };
}

function vedetteView<Facts extends ViewFacts>(
  reader: Reader<Facts>,
  facts: Facts,
  record: Record<string, unknown>,
  countries: Countries | undefined,
): VedetteView {
  const { principal, principalType, accessKey, address } = reader.traits?.(record) ?? traitsOfEntities(reader, record);
  const place = address === undefined ? undefined : countries?.placeOf(address);
  return {
    hour_utc: new Date(facts.time).getUTCHours(),
    ...(place?.country === undefined ? {} : { source_country: place.country }),
    ...(place === undefined ? {} : { source_private: place.private }),
    ...(principal === undefined ? {} : { principal }),
    ...(principalType === undefined ? {} : { principal_type: principalType }),
    ...(accessKey === undefined ? {} : { access_key: accessKey }),
    ...(facts.region === undefined ? {} : { region: facts.region }),
  };
}

type Basics = Pick<EventTraits, 'principal' | 'principalType' | 'accessKey' | 'address'>;

/** Where a format does not tell its traits, its entities do. */
function traitsOfEntities(reader: Pick<Reader<never>, 'entities'>, record: Record<string, unknown>): Basics {
  const entities = reader.entities(record);
  const idOf = (type: Entity['type'], role: Entity['role']) =>
    entities.find((e) => e.type === type && e.role === role)?.id;
  const found: { -readonly [K in keyof Basics]: Basics[K] } = {};
  const principal = idOf('principal', 'actor');
  const accessKey = idOf('access_key', 'actor');
  const address = idOf('ip', 'source');
  if (principal !== undefined) found.principal = principal;
  if (accessKey !== undefined) found.accessKey = accessKey;
  if (address !== undefined) found.address = address;
  return found;
}
