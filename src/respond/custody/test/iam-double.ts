import type { AwsAnswer, AwsClient, AwsError, AwsRequest } from '../../../aws/types.ts';
import type { Json } from '../../../kit/canonical.ts';
import { err, ok } from '../../../kit/result.ts';

const notFound = (): AwsAnswer =>
  err({ kind: 'not_found', code: 'NoSuchEntity', message: 'there is no such entity', status: 404 } satisfies AwsError);
const str = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** As much of IAM as one user needs, with answers in the form of its API reference. */
export class IamDouble implements AwsClient {
  readonly keys = new Map<string, 'Active' | 'Inactive'>([['AKIAEXAMPLEKEY000001', 'Active']]);
  readonly policies = new Map<string, string>();
  readonly tags: Json[] = [];
  userExists = true;
  calls: AwsRequest[] = [];
  /** Consulted before each call: an error to answer with; `carryOut` first if the call still takes effect. */
  fault: (request: AwsRequest) => { error: AwsError; carryOut?: boolean } | undefined = () => undefined;

  send(request: AwsRequest): Promise<AwsAnswer> {
    this.calls.push(request);
    const fault = this.fault(request);
    if (fault && !fault.carryOut) return Promise.resolve(err(fault.error));
    const answer = this.#carryOut(request);
    return Promise.resolve(fault ? err(fault.error) : answer);
  }

  sendRead(request: AwsRequest): Promise<AwsAnswer> {
    return this.send(request);
  }

  writes(): string[] {
    return this.calls.map((c) => c.operation).filter((o) => /^(Update|Put|Delete)/.test(o));
  }

  #carryOut({ operation, params }: AwsRequest): AwsAnswer {
    const user = str(params['UserName']);
    if (!this.userExists) return notFound();
    switch (operation) {
      case 'GetUser':
        return ok({ User: { UserName: user, Arn: `arn:aws:iam::111122223333:user/${user}`, Tags: this.tags } });
      case 'ListAccessKeys':
        return ok({
          AccessKeyMetadata: [...this.keys].map(([AccessKeyId, Status]) => ({ AccessKeyId, Status, UserName: user })),
          IsTruncated: false,
        });
      case 'GetUserPolicy': {
        const document = this.policies.get(str(params['PolicyName']));
        return document === undefined ? notFound() : ok({ PolicyDocument: encodeURIComponent(document) });
      }
      case 'PutUserPolicy':
        this.policies.set(str(params['PolicyName']), str(params['PolicyDocument']));
        return ok({});
      case 'DeleteUserPolicy':
        return this.policies.delete(str(params['PolicyName'])) ? ok({}) : notFound();
      case 'UpdateAccessKey': {
        const id = str(params['AccessKeyId']);
        if (!this.keys.has(id)) return notFound();
        this.keys.set(id, params['Status'] as 'Active' | 'Inactive');
        return ok({});
      }
      case 'SimulatePrincipalPolicy':
        return ok({
          EvaluationResults: (params['ActionNames'] as string[]).map((EvalActionName) => ({
            EvalActionName,
            EvalDecision: this.policies.size > 0 ? 'explicitDeny' : 'allowed',
          })),
        });
      default:
        return err({ kind: 'unsupported', code: 'InvalidAction', message: operation });
    }
  }
}
