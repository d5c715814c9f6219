import type { AwsAnswer, AwsClient, AwsError, AwsErrorKind, AwsRequest } from '../../../aws/types.ts';
import type { Json } from '../../../kit/canonical.ts';
import { err, ok } from '../../../kit/result.ts';

const refuse = (kind: AwsErrorKind, code: string): AwsAnswer => err({ kind, code, message: code } satisfies AwsError);
const str = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

interface Group {
  id: string;
  name: string;
  tags: Json;
  egress: Json[];
  ingress: Json[];
}
interface Acl {
  id: string;
  tags: Json;
  token: string;
  allows: boolean;
}

/** As much of EC2 as one instance in one VPC needs, with answers in the SDK's form. */
export class Ec2Double implements AwsClient {
  instance = { id: 'i-0123456789abcdef0', state: 'running', tags: [{ Key: 'env', Value: 'staging' }] as Json[] };
  interfaces = new Map([
    ['eni-a', { subnet: 'subnet-1', groups: ['sg-web'], owner: 'i-0123456789abcdef0' }],
    ['eni-b', { subnet: 'subnet-1', groups: ['sg-admin', 'sg-web'], owner: 'i-0123456789abcdef0' }],
  ]);
  groups = new Map<string, Group>();
  acls = new Map<string, Acl>([['acl-main', { id: 'acl-main', tags: [], token: '', allows: true }]]);
  /** subnet → association id and ACL */
  associations = new Map([['subnet-1', { id: 'aclassoc-1', acl: 'acl-main' }]]);
  calls: AwsRequest[] = [];
  fault: (request: AwsRequest) => { error: AwsError; carryOut?: boolean } | undefined = () => undefined;
  #made = 0;

  send(request: AwsRequest): Promise<AwsAnswer> {
    this.calls.push(request);
    const fault = this.fault(request);
    if (fault && !fault.carryOut) return Promise.resolve(err(fault.error));
    const answer = this.#carryOut(request.operation, request.params);
    return Promise.resolve(fault ? err(fault.error) : answer);
  }

  sendRead(request: AwsRequest): Promise<AwsAnswer> {
    return this.send(request);
  }

  writes(): string[] {
    return this.calls.map((c) => c.operation).filter((o) => !o.startsWith('Describe'));
  }

  /** Whether traffic may pass, by what each interface's groups and its subnet's ACL say. */
  openInterfaces(): string[] {
    return [...this.interfaces]
      .filter(([, i]) => i.owner === this.instance.id)
      .filter(([, i]) => {
        const acl = this.acls.get(this.associations.get(i.subnet)?.acl ?? '');
        const rules = i.groups.some((g) => {
          const group = this.groups.get(g);
          return group === undefined || group.egress.length + group.ingress.length > 0;
        });
        return rules && (acl?.allows ?? true);
      })
      .map(([id]) => id);
  }

  #carryOut(operation: string, p: AwsRequest['params']): AwsAnswer {
    switch (operation) {
      case 'DescribeInstances':
        return this.#describeInstance();
      case 'DescribeNetworkInterfaces':
        return ok({
          NetworkInterfaces: [...this.interfaces]
            .filter(([, i]) => i.subnet === this.#filter(p))
            .map(([id]) => ({ NetworkInterfaceId: id })),
        });
      case 'DescribeSecurityGroups':
        return ok({
          SecurityGroups: [...this.groups.values()].map((g) => ({
            GroupId: g.id,
            GroupName: g.name,
            Tags: g.tags,
            IpPermissions: g.ingress,
            IpPermissionsEgress: g.egress,
          })),
        });
      case 'DescribeNetworkAcls':
        return this.#describeAcls(p);
      case 'CreateSecurityGroup': {
        const name = str(p['GroupName']);
        if ([...this.groups.values()].some((g) => g.name === name)) return refuse('conflict', 'InvalidGroup.Duplicate');
        const id = `sg-q${++this.#made}`;
        const egress = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
        this.groups.set(id, { id, name, tags: this.#tags(p), egress, ingress: [] });
        return ok({ GroupId: id });
      }
      case 'RevokeSecurityGroupEgress': {
        const group = this.groups.get(str(p['GroupId']));
        if (!group) return refuse('not_found', 'InvalidGroup.NotFound');
        group.egress = [];
        return ok({ Return: true });
      }
      case 'ModifyNetworkInterfaceAttribute': {
        const i = this.interfaces.get(str(p['NetworkInterfaceId']));
        if (!i) return refuse('not_found', 'InvalidNetworkInterfaceID.NotFound');
        i.groups = [...(p['Groups'] as string[])];
        return ok({});
      }
      case 'CreateNetworkAcl': {
        const token = str(p['ClientToken']);
        const known = [...this.acls.values()].find((a) => a.token === token);
        const id = known?.id ?? `acl-q${++this.#made}`;
        this.acls.set(id, known ?? { id, tags: this.#tags(p), token, allows: false });
        return ok({ NetworkAcl: { NetworkAclId: id } });
      }
      case 'ReplaceNetworkAclAssociation': {
        const found = [...this.associations.values()].find((a) => a.id === p['AssociationId']);
        if (!found) return refuse('not_found', 'InvalidAssociationID.NotFound');
        found.id = `aclassoc-${++this.#made}`;
        found.acl = str(p['NetworkAclId']);
        return ok({ NewAssociationId: found.id });
      }
      case 'DeleteNetworkAcl': {
        const id = str(p['NetworkAclId']);
        if ([...this.associations.values()].some((a) => a.acl === id)) return refuse('conflict', 'DependencyViolation');
        return this.acls.delete(id) ? ok({}) : refuse('not_found', 'InvalidNetworkAclID.NotFound');
      }
      case 'DeleteSecurityGroup': {
        const id = str(p['GroupId']);
        if ([...this.interfaces.values()].some((i) => i.groups.includes(id)))
          return refuse('conflict', 'DependencyViolation');
        return this.groups.delete(id) ? ok({}) : refuse('not_found', 'InvalidGroup.NotFound');
      }
      default:
        return refuse('unsupported', 'InvalidAction');
    }
  }

  #describeInstance(): AwsAnswer {
    if (this.instance.state === 'terminated') return refuse('not_found', 'InvalidInstanceID.NotFound');
    const own = [...this.interfaces].filter(([, i]) => i.owner === this.instance.id);
    const instance = {
      InstanceId: this.instance.id,
      VpcId: 'vpc-1',
      State: { Name: this.instance.state },
      Tags: this.instance.tags,
      NetworkInterfaces: own.map(([id, i]) => ({
        NetworkInterfaceId: id,
        SubnetId: i.subnet,
        Groups: i.groups.map((g) => ({ GroupId: g })),
      })),
    };
    return ok({ Reservations: [{ Instances: [instance] }] });
  }

  #describeAcls(p: AwsRequest['params']): AwsAnswer {
    const value = this.#filter(p);
    const all = [...this.acls.values()].map((a) => ({
      NetworkAclId: a.id,
      Tags: a.tags,
      Entries: a.allows ? [{ RuleAction: 'allow' }, { RuleAction: 'deny' }] : [{ RuleAction: 'deny' }],
      Associations: [...this.associations]
        .filter(([, x]) => x.acl === a.id)
        .map(([SubnetId, x]) => ({ SubnetId, NetworkAclAssociationId: x.id, NetworkAclId: a.id })),
    }));
    const shown = value.startsWith('subnet-')
      ? all.filter((a) => a.Associations.some((x) => x.SubnetId === value))
      : all.filter((a) => a.NetworkAclId !== 'acl-main');
    return ok({ NetworkAcls: shown });
  }

  #filter(p: AwsRequest['params']): string {
    const first = (p['Filters'] as { Values: string[] }[])[0];
    return first?.Values[0] ?? '';
  }

  #tags(p: AwsRequest['params']): Json {
    return (p['TagSpecifications'] as { Tags: Json }[])[0]?.Tags ?? [];
  }
}
