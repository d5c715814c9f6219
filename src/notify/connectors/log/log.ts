import * as z from 'zod';
import type { NotifyJob } from '../../../contracts/agents.ts';
import type { Connector, Verdict } from '../../connector.ts';

/** The message as one structured line: what serves where no other connector is set. JSON, so that text stays a value. */
export const log = {
  id: 'log',
  title: 'Structured log line',
  config: z.object({}),
  render: (m: NotifyJob) => ({
    level: 'info',
    event: 'notification',
    about: m.event,
    org: m.org,
    incident: m.incident,
    job: m.job,
    severity: m.severity,
    risk: m.risk,
    phase: m.phase,
    title: m.title,
    lines: m.lines,
    at: m.at,
  }),
  classify: (): Verdict => ({ kind: 'ok' }),
} satisfies Connector;
