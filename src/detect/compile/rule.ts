import { unreachable } from '../../kit/result.ts';
import type { Condition, Item, RuleAst, Search, Test } from '../ast.ts';
import { isOfView } from '../logsource.ts';
import { every, some, type Judge } from './item.ts';

/** Compiles a rule's conditions, given how to compile an item. */
export function compileRule(rule: RuleAst, compileItem: (item: Item) => Judge): Judge {
  const searches = new Map(Object.entries(rule.searches).map(([name, s]) => [name, compileSearch(s, compileItem)]));
  const compile = (condition: Condition): Judge => {
    switch (condition.kind) {
      case 'search':
        return searches.get(condition.name) ?? (() => false);
      case 'not': {
        const inner = compile(condition.of);
        return () => !inner();
      }
      case 'and':
        return every(condition.of.map(compile));
      case 'or':
        return some(condition.of.map(compile));
      default:
        return unreachable(condition);
    }
  };
  const holds = some(rule.conditions.map(compile));
  const ofClass = classItem(rule);
  return ofClass === undefined ? holds : every([compileItem(ofClass), holds]);
}

export const compileSearch = (search: Search, compileItem: (item: Item) => Judge): Judge =>
  some(joinAlternatives(search.alternatives).map((items) => every(cheapestFirst(items).map(compileItem))));

/** Alternatives that each ask one thing of one field (such as keywords, of which each is one) ask it together, in one pass over its values. */
function joinAlternatives(alternatives: Search['alternatives']): Search['alternatives'] {
  const byField = new Map<string | null, Item[]>();
  const rest: (readonly Item[])[] = [];
  for (const items of alternatives) {
    const [item] = items;
    if (items.length !== 1 || item === undefined || item.negated || (item.all && item.tests.length > 1)) {
      rest.push(items);
      continue;
    }
    const same = byField.get(item.field);
    if (same === undefined) byField.set(item.field, [item]);
    else same.push(item);
  }
  const joined = [...byField].map(([field, items]) => [{ field, tests: items.flatMap((i) => i.tests), all: false }]);
  return [...joined, ...rest];
}

/** Expressions are slow and keywords look at everything: where another item fails, they are spared. */
const cheapestFirst = (items: readonly Item[]): readonly Item[] => items.toSorted((a, b) => costOf(a) - costOf(b));
const costOf = (item: Item): number => (item.field === null ? 2 : item.tests.some(isSlow) ? 1 : 0);
const isSlow = (test: Test): boolean => test.kind === 'regex' || (test.kind === 'any' && test.of.some(isSlow));

/** Captions of OCSF 1.5 event classes as rules write them in `service` → class_uid. https://schema.ocsf.io/1.5.0/classes */
const CLASSES: Readonly<Record<string, number>> = {
  file_activity: 1001,
  process_activity: 1007,
  security_finding: 2001,
  vulnerability_finding: 2002,
  compliance_finding: 2003,
  detection_finding: 2004,
  incident_finding: 2005,
  data_security_finding: 2006,
  account_change: 3001,
  authentication: 3002,
  authorize_session: 3003,
  entity_management: 3004,
  user_access_management: 3005,
  user_access: 3005,
  group_management: 3006,
  network_activity: 4001,
  http_activity: 4002,
  dns_activity: 4003,
  web_resources_activity: 6001,
  application_lifecycle: 6002,
  api_activity: 6003,
  web_resource_access_activity: 6004,
  datastore_activity: 6005,
  file_hosting_activity: 6006,
  scan_activity: 6007,
};

/** The class of event that a rule over the normalized event asks for by its service; an unknown class is never there. */
export function classItem({ meta }: RuleAst): Item | undefined {
  const { service } = meta.logsource;
  if (!isOfView(meta.logsource) || service === undefined) return undefined;
  const name = service.toLowerCase();
  const uid = Object.hasOwn(CLASSES, name) ? CLASSES[name]! : -1;
  const glob = [{ text: String(uid) }];
  return { field: 'class_uid', tests: [{ kind: 'text', glob, cased: false }], all: false };
}
