import { allText, list, number, struct, text, texts, type Operations } from '../shape.ts';

/** https://docs.aws.amazon.com/waf/latest/APIReference/Welcome.html */
export const WAFV2_TARGET = 'AWSWAF_20190729';

const tags = list(struct(allText('Key', 'Value')));
const summary = struct(allText('Name', 'Id', 'Description', 'LockToken', 'ARN'));
const page = { NextMarker: text, Limit: number };

/** With `Scope` `CLOUDFRONT` the request's region is us-east-1, wherever it came from. */
export const wafv2Operations: Operations = {
  GetIPSet: {
    input: allText('Name', 'Scope', 'Id'),
    output: {
      IPSet: struct({ ...allText('Name', 'Id', 'ARN', 'IPAddressVersion', 'Description'), Addresses: texts }),
      LockToken: text,
    },
  },
  /** Writes the whole set. `LockToken` is that of the set as it was read: another's change in between is a conflict. */
  UpdateIPSet: {
    input: { ...allText('Name', 'Scope', 'Id', 'Description', 'LockToken'), Addresses: texts },
    output: allText('NextLockToken'),
  },
  ListIPSets: { input: { Scope: text, ...page }, output: { NextMarker: text, IPSets: list(summary) } },
  CreateIPSet: {
    input: { ...allText('Name', 'Scope', 'Description', 'IPAddressVersion'), Addresses: texts, Tags: tags },
    output: { Summary: summary },
  },
  ListTagsForResource: {
    input: { ResourceARN: text, ...page },
    output: { NextMarker: text, TagInfoForResource: struct({ ResourceARN: text, TagList: tags }) },
  },
};
