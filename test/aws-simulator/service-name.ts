/** The services that are simulated, as signatures and ARNs name them. */
export const SERVICE_NAMES = ['iam', 'sts', 'ec2', 'wafv2', 'cloudtrail', 'lambda', 's3'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

export const isServiceName = (name: string): name is ServiceName => (SERVICE_NAMES as readonly string[]).includes(name);
