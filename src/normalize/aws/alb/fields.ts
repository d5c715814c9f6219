import { text } from '../../read.ts';

// Flow logs and load balancers write nothing the same way: a dash.
export { fieldOf, wholeOf } from '../vpcflow/fields.ts';

/** Connection logs tell of the handshake only and have no answer. */
export const isConnection = (record: Record<string, unknown>): boolean =>
  text(record, 'elb_status_code') === undefined && text(record, 'listener_port') !== undefined;
