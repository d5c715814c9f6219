import { describe, expect, it } from 'vitest';
import { appliesTo } from './logsource.ts';

const source = (name: string, category?: string) => {
  const [product = '', service = ''] = name.split('/');
  return { product, service, ...(category === undefined ? {} : { category }) };
};

describe('a rule applies to a log source', () => {
  it.each([
    ['of the same product and service', { product: 'aws', service: 'cloudtrail' }, 'aws/cloudtrail', true],
    ['whatever the case', { product: 'AWS', service: 'CloudTrail' }, 'aws/cloudtrail', true],
    ['of its product if it names no service', { product: 'aws' }, 'aws/guardduty', true],
    ['if it names nothing', {}, 'okta/okta', true],
    ['not of another service', { product: 'aws', service: 'cloudtrail' }, 'aws/vpcflow', false],
    ['not of another product', { product: 'azure', service: 'auditlogs' }, 'gcp/gcp.audit', false],
    [
      'of a category that the source has',
      { category: 'application', product: 'kubernetes', service: 'audit' },
      'kubernetes/audit',
      true,
    ],
    ['without that category too', { product: 'kubernetes', service: 'audit' }, 'kubernetes/audit', true],
    ['not of a category that it lacks', { category: 'process_creation' }, 'aws/cloudtrail', false],
    ['by another name of its service', { product: 'azure', service: 'azureactivity' }, 'azure/activitylogs', true],
    [
      'of every source if it judges the normalized event',
      { product: 'ocsf', service: 'api_activity' },
      'github/audit',
      true,
    ],
    ['of one that the table does not know', { product: 'acme', service: 'log' }, 'acme/log', true],
    ['not by the name of an inherited property', { product: 'constructor' }, 'aws/cloudtrail', false],
  ])('%s', (_, rule, name, applies) => expect(appliesTo(rule, source(name))).toBe(applies));

  it('by the category that the source says', () => {
    expect(appliesTo({ category: 'dns' }, source('acme/log', 'DNS'))).toBe(true);
    expect(appliesTo({ category: 'dns' }, source('acme/log'))).toBe(false);
  });
});
