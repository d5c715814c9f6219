type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What tools that turn the event log's XML into JSON call attributes and text. */
const ATTRIBUTES = ['#attributes', '@attributes', '$'];
const TEXT = ['#text', '_text', '$text'];
/**
 * Names that Sigma's taxonomy gives to fields of events of the Security log, where rules are written for Sysmon's
 * (https://sigmahq.io/sigma-specification/specification/sigma-appendix-taxonomy.html).
 */
const ALIASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '4688': {
    Image: 'NewProcessName',
    ParentImage: 'ParentProcessName',
    ProcessId: 'NewProcessId',
    ParentProcessId: 'ProcessId',
    LogonId: 'SubjectLogonId',
    User: 'SubjectUserName',
    IntegrityLevel: 'MandatoryLabel',
  },
  '4657': { TargetObject: 'ObjectName', Details: 'NewValue', Image: 'ProcessName' },
};
/** The labels of Windows' integrity levels: https://learn.microsoft.com/windows/win32/secauthz/well-known-sids */
const INTEGRITY: Readonly<Record<string, string>> = {
  'S-1-16-4096': 'Low',
  'S-1-16-8192': 'Medium',
  'S-1-16-8448': 'MediumPlus',
  'S-1-16-12288': 'High',
  'S-1-16-16384': 'System',
};
/** What no field of an event's data may pretend to be; of the other elements of System the data's own go first. */
const IDENTITY = ['Provider', 'EventID', 'Channel', 'Computer'];
const HASH_NAMES: Readonly<Record<string, string>> = { md5: 'md5', sha1: 'sha1', sha256: 'sha256', imphash: 'Imphash' };

/**
 * A record as rules name its fields. Of a record of the Windows event log in JSON (`{Event: {System, EventData | UserData}}`)
 * the parts are laid beside each other: `EventID`, `Channel`, `Image`, and attributes as `Provider_Name` (Sigma rules
 * specification, "Field Usage"); names with spaces are there as
 * `NewValue` and `New_Value` as well, and the Security log's under the names that
 * process and registry rules use. `Event` itself stays. Any other record is given back as it is. Never throws.
 */
export function readableRecord(record: Record<string, unknown>): Record<string, unknown> {
  const event = own(record, 'Event');
  if (!isFields(event)) return record;
  const system = own(event, 'System');
  if (!isFields(system)) return record;
  const out: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  const elements = Object.entries(system);
  const cleared = clearedLog(event);
  for (const [name, value] of elements) if (IDENTITY.includes(name)) layElement(out, name, value);
  for (const part of ['EventData', 'UserData', 'ProcessingErrorData']) {
    const data = own(event, part);
    if (isFields(data)) layData(out, data, part === 'UserData');
    else if (data !== undefined && data !== null) put(out, part, data);
  }
  for (const [name, value] of elements) layElement(out, name, value);
  // Both are meant: rules ask for the log that tells of it and for the log that was cleared.
  if (cleared !== undefined && cleared !== out['Channel']) out['Channel'] = [out['Channel'], cleared];
  layNames(out);
  put(out, 'Event', event);
  // With Object's prototype again, as JSON.parse makes it.
  return { ...out };
}

const own = (fields: Fields, key: string): unknown => (Object.hasOwn(fields, key) ? fields[key] : undefined);

/** The name of the log that events 104 and 1102 say was cleared. */
function clearedLog(event: Fields): unknown {
  const data = own(event, 'UserData');
  const cleared = isFields(data) ? own(data, 'LogFileCleared') : undefined;
  return isFields(cleared) ? own(cleared, 'Channel') : undefined;
}

function put(out: Record<string, unknown>, name: string, value: unknown): void {
  if (!(name in out)) out[name] = value;
}

/** `<Provider Name="x"/>` is `Provider_Name`, `<EventID Qualifiers="0">7045</EventID>` is `EventID` and `EventID_Qualifiers`. */
function layElement(out: Record<string, unknown>, name: string, value: unknown): void {
  if (!isFields(value)) {
    put(out, name, value);
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    if (TEXT.includes(key)) put(out, name, inner);
    else if (!ATTRIBUTES.includes(key)) put(out, `${name}_${key}`, inner);
    else if (isFields(inner)) for (const [a, text] of Object.entries(inner)) put(out, `${name}_${a}`, text);
  }
}

function layData(out: Record<string, unknown>, data: Fields, nested: boolean): void {
  for (const [name, value] of Object.entries(data)) {
    if (ATTRIBUTES.includes(name)) continue;
    if (Array.isArray(value)) layList(out, name, value);
    else if (!isFields(value)) put(out, name, value);
    else if (TEXT.some((t) => Object.hasOwn(value, t))) layElement(out, name, value);
    // UserData wraps its fields in one element of the sender's own name.
    else if (nested) layData(out, value, false);
    else put(out, name, value);
  }
}

/** `<Data Name="Image">x</Data>` kept as a list of elements is `Image`; a list of plain texts stays `Data`. */
function layList(out: Record<string, unknown>, name: string, list: readonly unknown[]): void {
  const plain: unknown[] = [];
  for (const element of list) {
    const attributes = isFields(element) ? ATTRIBUTES.map((a) => own(element, a)).find(isFields) : undefined;
    const label = attributes === undefined ? undefined : own(attributes, 'Name');
    const text = isFields(element) ? TEXT.map((t) => own(element, t)).find((t) => t !== undefined) : element;
    if (typeof label === 'string') put(out, label, text ?? null);
    else plain.push(isFields(element) ? (text ?? element) : element);
  }
  if (plain.length > 0) put(out, name, plain);
}

function layNames(out: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(out)) {
    if (!name.includes(' ')) continue;
    // The specification leaves spaces out; rules of before wrote an underscore.
    put(out, name.replaceAll(' ', ''), value);
    put(out, name.replaceAll(' ', '_'), value);
  }
  const aliases = ALIASES[String(out['EventID'])] ?? {};
  const from = { ...out };
  for (const [name, source] of Object.entries(aliases)) {
    const value = from[source];
    if (value === undefined) continue;
    // What 4688 calls ProcessId is the parent's.
    if (name === 'ProcessId') out[name] = value;
    else
      put(
        out,
        name,
        name === 'IntegrityLevel' ? ((typeof value === 'string' ? INTEGRITY[value] : undefined) ?? value) : value,
      );
  }
  const hashes = out['Hashes'];
  if (typeof hashes !== 'string' || hashes.length > 2_000) return;
  for (const [, kind, hash] of hashes.matchAll(/([A-Za-z0-9]+)=([0-9A-Fa-f]+)/g)) {
    const name = HASH_NAMES[kind!.toLowerCase()];
    if (name !== undefined) put(out, name, hash);
  }
}
