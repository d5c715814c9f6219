import type { OcsfEvent } from '../../../contracts/event.ts';
import { findingEvent } from '../../finding-event.ts';
import { defined, own, text } from '../../read.ts';
import type { EventFacts } from '../../types.ts';
import { containerOf, entitiesOf, field, hostOf } from './entities.ts';

type Alert = Record<string, unknown>;

/**
 * Falco's priorities, which are syslog's (https://falco.org/docs/concepts/rules/basic-elements/#priority), as OCSF severities. A rule
 * at `Notice` is meant to be read; what lies below is for people who look.
 */
const SEVERITY_BY_PRIORITY: ReadonlyMap<string, number> = new Map([
  ['emergency', 5],
  ['alert', 5],
  ['critical', 5],
  ['error', 4],
  ['warning', 3],
  ['notice', 2],
  ['informational', 1],
  ['info', 1],
  ['debug', 1],
]);
export const severityOf = (record: Alert): number =>
  SEVERITY_BY_PRIORITY.get((text(record, 'priority') ?? '').toLowerCase()) ?? 1;

const wholeNumber = (value: string | undefined): number | undefined => {
  const n = Number(value);
  return value !== undefined && Number.isSafeInteger(n) && n >= 0 ? n : undefined;
};

/** The process as an OCSF evidence artifact, which needs its pid; without one what the rule shows of it is plain data. */
function evidenceOf(record: Alert): Record<string, unknown> | undefined {
  const pid = wholeNumber(field(record, 'proc.pid'));
  const shown = Object.fromEntries(
    ['proc.name', 'proc.cmdline', 'proc.exepath', 'proc.pname', 'fd.name', 'evt.type'].flatMap((name) => {
      const value = field(record, name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  if (pid === undefined) return Object.keys(shown).length === 0 ? undefined : { data: shown };
  const parent = wholeNumber(field(record, 'proc.ppid'));
  const user = field(record, 'user.name');
  return {
    process: defined<Record<string, unknown>>({
      pid,
      name: field(record, 'proc.name'),
      cmd_line: field(record, 'proc.cmdline'),
      path: field(record, 'proc.exepath'),
      working_directory: field(record, 'proc.cwd'),
      user: user === undefined ? undefined : { name: user },
      parent_process:
        parent === undefined
          ? undefined
          : defined<Record<string, unknown>>({ pid: parent, name: field(record, 'proc.pname') }),
    }),
    ...(shown['fd.name'] === undefined ? {} : { data: { 'fd.name': shown['fd.name'] } }),
  };
}

/** An alert as OCSF Detection Finding (2004). */
export function toOcsf(record: Alert, facts: EventFacts): OcsfEvent {
  const rule = text(record, 'rule') ?? 'Falco alert';
  const host = hostOf(record);
  const evidence = evidenceOf(record);
  const container = containerOf(record);
  return defined<OcsfEvent>({
    ...findingEvent(
      {
        product: 'Falco',
        vendor: 'Falco',
        cloud: null,
        uid: facts.uid,
        title: rule,
        description: text(record, 'output'),
        types: [rule],
        severityId: severityOf(record),
        state: 'new',
        firstSeen: facts.time,
        lastSeen: facts.time,
        resources: entitiesOf(record)
          .filter((e) => e.role === 'target' && e.type !== 'principal')
          .map((e) => ({ uid: e.id, type: e.type, ...(e.name === undefined ? {} : { name: e.name }) })),
        unmapped: {
          output_fields: own(record, 'output_fields') ?? null,
          tags: own(record, 'tags') ?? null,
          source: own(record, 'source') ?? null,
          priority: own(record, 'priority') ?? null,
          ...(container === undefined ? {} : { container }),
        },
      },
      facts,
    ),
    device: host === undefined ? undefined : { hostname: host, type_id: 0 },
    evidences: evidence === undefined ? undefined : [evidence],
  });
}
