import { describe, expect, it } from 'vitest';
import type { Item, RuleAst } from './ast.ts';
import { createEngine } from './engine.ts';
import type { Views } from './types.ts';

const contains = (field: string | null, text: string): Item => ({
  field,
  tests: [{ kind: 'text', glob: [{ wild: 'many' }, { text }, { wild: 'many' }], cased: false }],
  all: false,
});
const rule = (id: string, logsource: RuleAst['meta']['logsource'], items: readonly Item[]): RuleAst => ({
  meta: {
    id,
    title: id,
    level: 'high',
    status: 'test',
    techniques: [],
    tactics: [],
    description: '',
    falsePositives: [],
    references: [],
    logsource,
    kind: 'rule',
  },
  searches: { s: { alternatives: [items] } },
  conditions: [{ kind: 'search', name: 's' }],
});
const CLOUDTRAIL = { product: 'aws', service: 'cloudtrail' };
const ocsf = { class_uid: 6003, api: { operation: 'StopLogging' }, src_endpoint: { ip: '203.0.113.7' } };
const fired = (rules: readonly RuleAst[], record: Record<string, unknown>, views?: Views): string[] =>
  createEngine(rules)
    .match(CLOUDTRAIL, record, views)
    .map((m) => m.id);

describe('views of an event', () => {
  it('are read by fields with their prefix, beside raw ones', () => {
    const rules = [rule('r', CLOUDTRAIL, [contains('eventName', 'stop'), contains('ocsf.api.operation', 'logging')])];
    expect(fired(rules, { eventName: 'Stop' }, { ocsf: () => ocsf })).toEqual(['r']);
    expect(fired(rules, { eventName: 'Stop', 'ocsf.api.operation': 'logging' })).toEqual([]);
  });

  it('are made once an event however many rules ask, and not at all for rules that cannot match', () => {
    let made = 0;
    const views: Views = {
      vedette: () => {
        made++;
        return { source_country: 'NL' };
      },
    };
    const rules = [1, 2, 3].map((n) =>
      rule(`r${n}`, CLOUDTRAIL, [
        contains('eventName', 'stop'),
        contains('vedette.source_country', 'nl'),
        contains('n', `${n}00`),
      ]),
    );
    const engine = createEngine(rules);
    expect(engine.match(CLOUDTRAIL, { eventName: 'Other', n: 100 }, views)).toEqual([]);
    expect(made).toBe(0);
    expect(engine.match(CLOUDTRAIL, { eventName: 'Stop', n: ['100', '200', '300'] }, views)).toHaveLength(3);
    expect(made).toBe(1);
    engine.match(CLOUDTRAIL, { eventName: 'Stop', n: 100 }, views);
    expect(made).toBe(2);
  });

  it('are what rules of the product ocsf read, on every source, of their class only', () => {
    const rules = [
      rule('any class', { product: 'ocsf' }, [contains('api.operation', 'stop')]),
      rule('its class', { product: 'ocsf', service: 'api_activity' }, [contains('api.operation', 'stop')]),
      rule('another class', { product: 'ocsf', service: 'authentication' }, [contains('api.operation', 'stop')]),
      rule('no class', { product: 'ocsf', service: 'toString' }, [contains('api.operation', 'stop')]),
      rule('keywords', { product: 'ocsf' }, [contains(null, '203.0.113')]),
    ];
    expect(fired(rules, { api: { operation: 'other' } }, { ocsf: () => ocsf })).toEqual([
      'any class',
      'its class',
      'keywords',
    ]);
    expect(fired(rules, { api: { operation: 'stop' }, ip: '203.0.113.1' })).toEqual([]);
  });

  it('that cannot be made have no fields, and stop no other rule', () => {
    const rules = [
      rule('ocsf', { product: 'ocsf' }, [contains('a', 'xyz')]),
      rule('raw', CLOUDTRAIL, [contains('a', 'xyz')]),
    ];
    const broken: Views = {
      ocsf: () => {
        throw new Error('no such class');
      },
    };
    expect(fired(rules, { a: 'xyz' }, broken)).toEqual(['raw']);
  });
});

describe('the evidence of a match', () => {
  const both = rule('r', CLOUDTRAIL, [
    contains('eventName', 'stop'),
    contains('list.name', 'bad'),
    contains('ocsf.src_endpoint.ip', '203'),
  ]);
  const record = { eventName: 'StopLogging', list: [{ name: 'good' }, { name: 'bad1' }, { name: 'bad2' }] };

  it('names the fields in the order of the rule, with the values that passed and no others', () => {
    expect(createEngine([both]).explain('r', record, { ocsf: () => ocsf })).toEqual([
      { field: 'eventName', value: 'StopLogging' },
      { field: 'list.name', value: 'bad1' },
      { field: 'list.name', value: 'bad2' },
      { field: 'ocsf.src_endpoint.ip', value: '203.0.113.7' },
    ]);
  });

  it('is empty without a match and for a rule that is not there', () => {
    const engine = createEngine([both]);
    expect(engine.explain('r', record)).toEqual([]);
    expect(engine.explain('constructor', record)).toEqual([]);
  });

  it('shows the branch that held, where a keyword was found, and nothing of what `not` says', () => {
    const searched: RuleAst = {
      ...both,
      searches: {
        a: { alternatives: [[contains('eventName', 'delete')], [contains('eventName', 'logging')]] },
        k: { alternatives: [[contains(null, 'needle')]] },
        n: { alternatives: [[contains('eventName', 'start')]] },
      },
      conditions: [
        {
          kind: 'and',
          of: [
            { kind: 'search', name: 'a' },
            { kind: 'search', name: 'k' },
            { kind: 'not', of: { kind: 'search', name: 'n' } },
          ],
        },
      ],
    };
    const deep = { eventName: 'StopLogging', a: [{ b: { c: 'a NEEDLE here' } }], d: 'hay' };
    expect(createEngine([searched]).explain('r', deep)).toEqual([
      { field: 'eventName', value: 'StopLogging' },
      { field: 'a.b.c', value: 'a NEEDLE here' },
    ]);
  });

  it('is bounded in number and length, and whole characters', () => {
    const many = rule(
      'm',
      CLOUDTRAIL,
      Array.from({ length: 20 }, (_, n) => contains(`f${n}`, 'x')),
    );
    const wide = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`f${n}`, `x${'🙂'.repeat(300)}`]));
    const evidence = createEngine([many]).explain('m', wide);
    expect(evidence).toHaveLength(12);
    expect(evidence[0]!.value).toHaveLength(200);
    expect(evidence[0]!.value.isWellFormed()).toBe(true);
  });
});
