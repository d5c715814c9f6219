import type { LogSource, RuleMeta } from './types.ts';

/** What rules may call one of our log sources, beside its own product and service. */
interface Names {
  readonly services?: readonly string[];
  readonly categories?: readonly string[];
}

/**
 * Log sources of our normalizers → the names that public rules use for them. A rule applies to a source if each thing that it
 * names (product, service, category) is among them; so a rule with a category waits for a source that has one.
 * https://sigmahq.io/docs/basics/log-sources.html
 */
const SOURCES: Readonly<Record<string, Names>> = {
  'aws/alb': { services: ['elb', 'elasticloadbalancing'] },
  'aws/cloudtrail': {},
  'aws/guardduty': {},
  'aws/route53': { services: ['route53resolver'] },
  'aws/securityhub': {},
  'aws/vpcflow': { services: ['vpc_flow', 'vpcflowlogs'] },
  'aws/waf': { services: ['wafv2'] },
  'azure/activitylogs': { services: ['azureactivity'] },
  'azure/auditlogs': {},
  'azure/signinlogs': {},
  'gcp/gcp.audit': { services: ['audit'] },
  'github/audit': {},
  'kubernetes/audit': { categories: ['application'] },
  'okta/okta': { services: ['system'] },
};

/** A rule of this product judges the normalized event, so it applies to every source. */
export const VIEW_PRODUCT = 'ocsf';

/** True if the rule is to be tried on records of the source. A rule that names nothing is tried on all. */
export function appliesTo(rule: RuleMeta['logsource'], source: LogSource): boolean {
  const product = source.product.toLowerCase();
  const service = source.service.toLowerCase();
  const key = `${product}/${service}`;
  const names: Names = Object.hasOwn(SOURCES, key) ? SOURCES[key]! : {};
  if (isOfView(rule)) return true;
  return (
    isNamed(rule.product, product, undefined) &&
    isNamed(rule.service, service, names.services) &&
    isNamed(rule.category, source.category?.toLowerCase(), names.categories)
  );
}

export const isOfView = (rule: RuleMeta['logsource']): boolean => rule.product?.toLowerCase() === VIEW_PRODUCT;

function isNamed(wanted: string | undefined, own: string | undefined, others: readonly string[] | undefined): boolean {
  if (wanted === undefined) return true;
  const name = wanted.toLowerCase();
  return name === own || others?.includes(name) === true;
}
