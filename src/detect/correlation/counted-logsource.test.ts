import { expect, it } from 'vitest';
import { compileRules } from '../compile-rules.ts';
import { logsources } from './counted-logsource.ts';

const rule = (name: string, service: string) => `title: ${name}
name: ${name}
id: 00000000-0000-4000-8000-00000000000${name.length}
logsource: { product: aws, service: ${service} }
detection: { s: { a: ${name} }, condition: s }
level: low
`;
const counting = (id: string, rules: string) => `title: many
id: ${id}
correlation: { type: temporal, rules: [${rules}], group-by: [user], timespan: 5m }
level: high
`;
const engineOf = (...texts: string[]) => {
  const { engine, errors } = compileRules([{ path: 'x.yml', text: texts.join('---\n') }]);
  expect(errors).toEqual([]);
  return engine;
};
const MANY = '11111111-1111-4111-8111-111111111111';

it('a correlation comes from where all that it counts comes from', () => {
  const of = logsources(engineOf(rule('a', 'cloudtrail'), rule('bb', 'cloudtrail'), counting(MANY, 'a, bb')));
  expect(of(MANY)).toEqual({ product: 'aws', service: 'cloudtrail' });
  expect(of('00000000-0000-4000-8000-000000000001')).toEqual({ product: 'aws', service: 'cloudtrail' });
});

it('what they do not agree on is left out', () => {
  const of = logsources(engineOf(rule('a', 'cloudtrail'), rule('bb', 'vpcflow'), counting(MANY, 'a, bb')));
  expect(of(MANY)).toEqual({ product: 'aws' });
  expect(of('unknown')).toEqual({});
});
