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
  '4657': { TargetObject: 'ObjectName', Details: 'NewValue', Image: 'ProcessName', User: 'SubjectUserName' },
  '5156': {
    Image: 'Application',
    SourceIp: 'SourceAddress',
    DestinationIp: 'DestAddress',
    DestinationPort: 'DestPort',
    Initiated: 'Direction',
  },
};
/** What Sysmon calls what the Security log says by a message's number; 5156's Direction, 4657's OperationType. */
const DIRECTIONS: Readonly<Record<string, string>> = { '%%14592': 'false', '%%14593': 'true' };
const OPERATIONS: Readonly<Record<string, string>> = {
  '%%1904': 'SetValue',
  '%%1905': 'SetValue',
  '%%1906': 'DeleteValue',
};
/** The kernel's names of the hives, and those that Sysmon and so the rules have. */
const HIVES: readonly (readonly [RegExp, string])[] = [
  [/^\\REGISTRY\\MACHINE(?=\\|$)/i, 'HKLM'],
  [/^\\REGISTRY\\USER(?=\\|$)/i, 'HKU'],
];
const DEFENDER = 'Microsoft-Windows-Windows Defender/Operational';
const DEFENDER_NAMES = [
  ['Signature', 'ThreatName'],
  ['Filename', 'Path'],
] as const;
/** Events of the log "Windows PowerShell" say these in a text of lines `\tName=value`; older rules ask for them by name. */
const POWERSHELL_CLASSIC = ['400', '403', '600', '800'];
const POWERSHELL_LINE = /^\s*(HostApplication|HostName|HostVersion|EngineVersion)=(.*)$/gm;
const POWERSHELL_MAX_CHARS = 32_768;
/** The labels of Windows' integrity levels: https://learn.microsoft.com/windows/win32/secauthz/well-known-sids */
const INTEGRITY: Readonly<Record<string, string>> = {
  'S-1-16-4096': 'Low',
  'S-1-16-8192': 'Medium',
  'S-1-16-8448': 'MediumPlus',
  'S-1-16-12288': 'High',
  'S-1-16-16384': 'System',
};
const SENDERS = ['ProviderName', 'SourceName', 'Source_Name'];
/** What no field of an event's data may pretend to be; of the other elements of System the data's own go first. */
const IDENTITY = ['Provider', 'EventID', 'Channel', 'Computer'];
const HASH_NAMES: Readonly<Record<string, string>> = { md5: 'md5', sha1: 'sha1', sha256: 'sha256', imphash: 'Imphash' };

/**
 * A record as rules name its fields. Of a record of the Windows event log in JSON (`{Event: {System, EventData | UserData}}`)
 * the parts are laid beside each other: `EventID`, `Channel`, `Image`, and attributes as `Provider_Name` (Sigma rules
 * specification, "Field Usage"); names with spaces are there as
 * `NewValue` and `New_Value` as well, and the Security log's under the names that
 * process and registry rules use. `Event` itself stays. A record whose fields lie side by side already (it has an `EventID` or
 * `Hashes`) gets those other names. Any other record is given back as it is. Never throws.
 */
export function readableRecord(record: Record<string, unknown>): Record<string, unknown> {
  const event = own(record, 'Event');
  if (!isFields(event)) return isFlat(record) ? flat(record) : record;
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
  // Rules mean the log that was cleared: that System tells of it is so for each of them, and some leave certain logs out.
  if (typeof cleared === 'string' && out['Provider_Name'] === 'Microsoft-Windows-Eventlog') out['Channel'] = cleared;
  layNames(out);
  put(out, 'Event', event);
  // With Object's prototype again, as JSON.parse makes it.
  return { ...out };
}

const isFlat = (record: Fields): boolean => {
  const id = own(record, 'EventID');
  return typeof id === 'number' || typeof id === 'string' || typeof own(record, 'Hashes') === 'string';
};

function flat(record: Fields): Record<string, unknown> {
  const out = Object.assign(Object.create(null) as Record<string, unknown>, record);
  const sender = SENDERS.map((name) => out[name]).find((v) => typeof v === 'string');
  if (sender !== undefined) put(out, 'Provider_Name', sender);
  layNames(out);
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
    else if (typeof labelOf(value) === 'string') layList(out, name, [value]);
    else if (TEXT.some((t) => Object.hasOwn(value, t))) layElement(out, name, value);
    // UserData wraps its fields in one element of the sender's own name.
    else if (nested) layData(out, value, false);
    else put(out, name, value);
  }
}

/** The `x` of `<Data Name="x">`. */
const labelOf = (element: Fields): unknown => {
  const attributes = ATTRIBUTES.map((a) => own(element, a)).find(isFields);
  return attributes === undefined ? undefined : own(attributes, 'Name');
};

/** `<Data Name="Image">x</Data>` kept as one element or a list of them is `Image`; a list of plain texts stays `Data`. */
function layList(out: Record<string, unknown>, name: string, list: readonly unknown[]): void {
  const plain: unknown[] = [];
  for (const element of list) {
    const label = isFields(element) ? labelOf(element) : undefined;
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
  layAliases(out, String(out['EventID']));
  for (const hashes of [out['Hashes'], out['Hash']]) {
    if (typeof hashes !== 'string' || hashes.length > 2_000) continue;
    for (const [, kind, hash] of hashes.matchAll(/([A-Za-z0-9]+)=([0-9A-Fa-f]+)/g)) {
      const name = HASH_NAMES[kind!.toLowerCase()];
      if (name !== undefined) put(out, name, hash);
    }
  }
}

function layAliases(out: Record<string, unknown>, id: string): void {
  const from = { ...out };
  for (const [name, source] of Object.entries(Object.hasOwn(ALIASES, id) ? ALIASES[id]! : {})) {
    const value = from[source];
    if (value === undefined) continue;
    const named = translated(name, value, from);
    // What 4688 calls ProcessId is the parent's. A record that came with Sysmon's names keeps its own.
    if (name === 'ProcessId' && from['ParentProcessId'] === undefined) out[name] = named;
    else put(out, name, named);
  }
  // The category antivirus, for which public rules have names of their own.
  if (from['Channel'] === DEFENDER)
    for (const [name, source] of DEFENDER_NAMES) if (from[source] !== undefined) put(out, name, from[source]);
  const operation = id === '4657' ? from['OperationType'] : undefined;
  if (typeof operation === 'string') put(out, 'EventType', OPERATIONS[operation] ?? operation);
  if (POWERSHELL_CLASSIC.includes(id) && from['Channel'] === 'Windows PowerShell') layPowerShell(out);
}

function translated(name: string, value: unknown, record: Fields): unknown {
  if (typeof value !== 'string') return value;
  if (name === 'IntegrityLevel') return INTEGRITY[value] ?? value;
  if (name === 'Initiated') return DIRECTIONS[value] ?? value;
  if (name !== 'TargetObject') return value;
  // Sysmon names the value behind its key, and the hives by their short names; rules may ask for either.
  const part = record['ObjectValueName'];
  const whole = typeof part === 'string' && part !== '' && part !== '-' ? `${value}\\${part}` : value;
  const short = HIVES.reduce((path, [hive, to]) => path.replace(hive, () => to), whole);
  return [...new Set([short, whole, value])];
}

function layPowerShell(out: Record<string, unknown>): void {
  const data = out['Data'];
  for (const text of Array.isArray(data) ? (data as readonly unknown[]) : [data]) {
    if (typeof text !== 'string') continue;
    for (const [, name, value] of text.slice(0, POWERSHELL_MAX_CHARS).matchAll(POWERSHELL_LINE))
      put(out, name!, value!.trim());
  }
}
