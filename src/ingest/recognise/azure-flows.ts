import { isObject, textOf, type Obj } from '../read-json.ts';
import type { Opened } from './recogniser.ts';

/**
 * Flow logs of network security groups, both versions, and of virtual networks: a record of minutes, with a list of flows for each rule,
 * each flow a line of values. Each flow becomes a record of its own, with names for its values.
 * https://learn.microsoft.com/en-us/azure/network-watcher/nsg-flow-logs-overview
 * https://learn.microsoft.com/en-us/azure/network-watcher/vnet-flow-logs-overview
 */

const GROUPS = 'NetworkSecurityGroupFlowEvent';
const NETWORKS = 'FlowLogFlowEvent';

export const isFlows = (v: Obj): boolean =>
  textOf(v, 'time') !== undefined && [GROUPS, NETWORKS].includes(textOf(v, 'category') ?? '');

/** Flows of one record that are read; a minute of a busy network has some thousands. */
const MOST = 10_000;

/** Of what stands in each of them: rules' names have 80, ids of resources some hundreds. */
const SHARED_MAX_CHARS = 1_024;
const shared = (from: Obj, key: string): string | undefined =>
  textOf(from, key)?.slice(0, SHARED_MAX_CHARS).toWellFormed();

const listOf = (from: unknown, key: string): readonly unknown[] => {
  const found = isObject(from) && Object.hasOwn(from, key) ? from[key] : undefined;
  return Array.isArray(found) ? (found as unknown[]) : [];
};

const BEFORE = ['at', 'src_ip', 'dst_ip', 'src_port', 'dst_port', 'protocol', 'direction'];
const COUNTS = ['packets_out', 'bytes_out', 'packets_in', 'bytes_in'];
const OF_GROUPS = [...BEFORE, 'decision', 'state', ...COUNTS];
const OF_NETWORKS = [...BEFORE, 'state', 'encryption', ...COUNTS];
/** Groups count time in seconds, networks in ms. */
const MS_FROM = 100_000_000_000;
const WHOLE = /^[0-9]{1,15}$/;
const TEXTS = new Set(['src_ip', 'dst_ip', 'protocol', 'direction', 'decision', 'state', 'encryption']);

/** A flow's line with names; undefined if it is none. */
function flowOf(line: unknown, names: readonly string[]): Obj | undefined {
  if (typeof line !== 'string' || line.length > 512) return undefined;
  const values = line.split(',');
  const at = Number(values[0]);
  if (values.length < BEFORE.length + 1 || !WHOLE.test(values[0] ?? '')) return undefined;
  const flow: Obj = { time: at < MS_FROM ? at * 1_000 : at, tuple: line };
  for (const [i, name] of names.entries()) {
    const value = values[i];
    if (i === 0 || value === undefined || value === '') continue;
    if (TEXTS.has(name)) flow[name] = value;
    else if (WHOLE.test(value)) flow[name] = Number(value);
  }
  return flow;
}

/** Each flow with its place and rule: groups nest them by rule and card, networks by list and rule. */
function* linesOf(v: Obj): Generator<readonly [at: string, rule: string | undefined, line: unknown]> {
  const isGroups = textOf(v, 'category') === GROUPS;
  const [top, outer, inner] = isGroups ? ['properties', 'flows', 'flows'] : ['flowRecords', 'flows', 'flowGroups'];
  for (const [i, first] of listOf(v[top], outer).entries())
    for (const [j, second] of listOf(first, inner).entries())
      for (const [k, line] of listOf(second, 'flowTuples').entries()) {
        const ruled = isGroups ? first : second;
        const place = `.${top}.${outer}[${i}].${inner}[${j}].flowTuples[${k}]`;
        yield [place, isObject(ruled) ? shared(ruled, 'rule') : undefined, line];
      }
}

export function openFlows(v: Obj): readonly Opened[] | string {
  const names = textOf(v, 'category') === GROUPS ? OF_GROUPS : OF_NETWORKS;
  const resourceId = shared(v, 'targetResourceID') ?? shared(v, 'resourceId') ?? shared(v, 'flowLogResourceID');
  const about: Obj = {
    category: textOf(v, 'category'),
    resourceId: resourceId?.startsWith('/') === false ? `/${resourceId}` : resourceId,
    macAddress: shared(v, 'macAddress'),
  };
  const opened: Opened[] = [];
  for (const [at, rule, line] of linesOf(v)) {
    if (opened.length === MOST) return `a record of flow logs may hold at most ${MOST} flows`;
    const flow = flowOf(line, names);
    opened.push({
      at,
      format: 'azure.flow',
      value: flow && { ...about, ...(rule === undefined ? {} : { rule }), ...flow },
    });
  }
  return opened;
}
