const ACCOUNT = '123456789012';
const REGION = 'eu-west-1';
const BALANCER = 'app/shop/50dc6c495c0c9188';
const GROUP = `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:targetgroup/shop/73e2d6bc24d8a067`;

/** A UUID that is the same for the same time and number. */
const uuid = (now: number, n: number): string => {
  const hex = (now * 16 + n).toString(16).padStart(12, '0').slice(-12);
  return `5f0e1d2c-4b3a-4687-9a5b-${hex}`;
};
const iso = (ms: number): string => new Date(ms).toISOString();
const micro = (ms: number): string => iso(ms).replace('Z', '000Z');

function cloudTrail(now: number): readonly unknown[] {
  const call = (n: number, more: Record<string, unknown>) => ({
    eventVersion: '1.10',
    eventTime: iso(now - n * 1_000).replace(/\.[0-9]{3}Z$/, 'Z'),
    awsRegion: REGION,
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.27.41',
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDAEXAMPLEREADER0001',
      arn: `arn:aws:iam::${ACCOUNT}:user/reader`,
      accountId: ACCOUNT,
      userName: 'reader',
    },
    eventID: uuid(now, n),
    readOnly: true,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
    ...more,
  });
  return [
    call(1, {
      eventSource: 'ec2.amazonaws.com',
      eventName: 'DescribeInstances',
      requestParameters: { maxResults: 50 },
      responseElements: null,
    }),
    call(2, {
      eventSource: 's3.amazonaws.com',
      eventName: 'GetBucketPolicy',
      requestParameters: { bucketName: 'example-reports' },
      responseElements: null,
      errorCode: 'AccessDenied',
    }),
  ];
}

function findings(now: number): readonly unknown[] {
  const detector = `arn:aws:guardduty:${REGION}:${ACCOUNT}:detector/0123456789abcdef0123456789abcdef`;
  const id = uuid(now, 3).replaceAll('-', '');
  return [
    {
      schemaVersion: '2.0',
      accountId: ACCOUNT,
      region: REGION,
      partition: 'aws',
      id,
      arn: `${detector}/finding/${id}`,
      type: 'Recon:EC2/PortProbeUnprotectedPort',
      resource: { resourceType: 'Instance', instanceDetails: { instanceId: 'i-0a1b2c3d4e5f60718' } },
      service: { serviceName: 'guardduty', count: 1, archived: false },
      severity: 2,
      title: 'An unprotected port of an instance is being probed.',
      description: 'A port of the instance is open to addresses that are known for probing.',
      createdAt: iso(now),
      updatedAt: iso(now),
    },
    {
      SchemaVersion: '2018-10-08',
      Id: `arn:aws:securityhub:${REGION}:${ACCOUNT}:security-control/EC2.19/finding/${uuid(now, 4)}`,
      ProductArn: `arn:aws:securityhub:${REGION}::product/aws/securityhub`,
      GeneratorId: 'security-control/EC2.19',
      AwsAccountId: ACCOUNT,
      Region: REGION,
      Types: ['Software and Configuration Checks/Industry and Regulatory Standards'],
      CreatedAt: iso(now),
      UpdatedAt: iso(now),
      Severity: { Label: 'MEDIUM' },
      Title: 'Security groups should not allow unrestricted access to ports with high risk',
      Description: 'A security group lets the whole internet reach a port with high risk.',
      Resources: [
        { Type: 'AwsEc2SecurityGroup', Id: `arn:aws:ec2:${REGION}:${ACCOUNT}:security-group/sg-0a1b2c3d4e5f60718` },
      ],
      Compliance: { Status: 'FAILED' },
      Workflow: { Status: 'NEW' },
      RecordState: 'ACTIVE',
    },
  ];
}

function waf(now: number): readonly unknown[] {
  const request = (n: number, more: Record<string, unknown>, http: Record<string, unknown>) => ({
    timestamp: now - n,
    formatVersion: 1,
    webaclId: `arn:aws:wafv2:${REGION}:${ACCOUNT}:regional/webacl/shop/8e2f1a3b-6c4d-4e7a-9b1f-2d5e8c3a7f1b`,
    terminatingRuleId: 'Default_Action',
    terminatingRuleType: 'REGULAR',
    action: 'ALLOW',
    terminatingRuleMatchDetails: [],
    httpSourceName: 'ALB',
    httpSourceId: `${ACCOUNT}-${BALANCER}`,
    ruleGroupList: [],
    rateBasedRuleList: [],
    nonTerminatingMatchingRules: [],
    requestHeadersInserted: null,
    responseCodeSent: null,
    httpRequest: {
      clientIp: '203.0.113.20',
      country: 'NL',
      headers: [
        { name: 'Host', value: 'shop.example.com' },
        { name: 'User-Agent', value: 'Mozilla/5.0 (X11; Linux x86_64)' },
      ],
      uri: '/basket',
      args: 'id=7',
      httpVersion: 'HTTP/2.0',
      httpMethod: 'GET',
      requestId: `1-${Math.floor(now / 1_000).toString(16)}-00000000000000000000000${n}`,
      ...http,
    },
    ja4Fingerprint: 't13d1516h2_000000000000_000000000000',
    ...more,
  });
  return [
    request(1, {}, {}),
    request(
      2,
      {
        action: 'BLOCK',
        terminatingRuleId: 'AWS-AWSManagedRulesSQLiRuleSet',
        terminatingRuleType: 'MANAGED_RULE_GROUP',
        ruleGroupList: [
          {
            ruleGroupId: 'AWS#AWSManagedRulesSQLiRuleSet',
            terminatingRule: { ruleId: 'SQLi_QUERYARGUMENTS', action: 'BLOCK', ruleMatchDetails: null },
            nonTerminatingMatchingRules: [],
            excludedRules: null,
          },
        ],
        labels: [{ name: 'awswaf:managed:aws:sql-database:SQLi_QueryArguments' }],
        responseCodeSent: 403,
      },
      { clientIp: '192.0.2.44', uri: '/search', args: 'q=1%27%20or%201=1' },
    ),
  ];
}

function resolverQueries(now: number): readonly unknown[] {
  const query = (n: number, more: Record<string, unknown>) => ({
    version: '1.100000',
    account_id: ACCOUNT,
    region: REGION,
    vpc_id: 'vpc-0a1b2c3d4e5f60718',
    query_timestamp: iso(now - n * 1_000).replace(/\.[0-9]{3}Z$/, 'Z'),
    query_name: 'api.example.com.',
    query_type: 'A',
    query_class: 'IN',
    rcode: 'NOERROR',
    answers: [
      { Rdata: 'edge.example.net.', Type: 'CNAME', Class: 'IN' },
      { Rdata: '203.0.113.80', Type: 'A', Class: 'IN' },
    ],
    srcaddr: '10.0.1.12',
    srcport: String(40_000 + n),
    transport: 'UDP',
    srcids: { instance: 'i-0a1b2c3d4e5f60718' },
    ...more,
  });
  return [
    query(1, {}),
    query(2, {
      query_name: 'bad.example.org.',
      rcode: 'NXDOMAIN',
      answers: [],
      firewall_rule_action: 'BLOCK',
      firewall_rule_group_id: 'rslvr-frg-0a1b2c3d4e5f6071',
      firewall_domain_list_id: 'rslvr-fdl-0a1b2c3d4e5f6071',
    }),
  ];
}

/** Fields of a custom flow log, in the order of the line below them. */
const FLOW_FIELDS =
  'version account-id interface-id vpc-id subnet-id instance-id srcaddr srcport dstaddr dstport pkt-srcaddr pkt-dstaddr protocol tcp-flags type packets bytes start end action log-status region flow-direction traffic-path';

function lines(now: number): readonly string[] {
  const end = Math.floor(now / 1_000) - 60;
  const start = end - 55;
  return [
    `2 ${ACCOUNT} eni-0a1b2c3d4e5f60718 198.51.100.7 10.0.1.12 51514 443 6 12 2400 ${start} ${end} ACCEPT OK`,
    `2 ${ACCOUNT} eni-0a1b2c3d4e5f60718 203.0.113.9 10.0.1.12 40022 22 6 1 60 ${start} ${end} REJECT OK`,
    `h2 ${micro(now)} ${BALANCER} 203.0.113.20:50412 10.0.1.12:8080 0.001 0.014 0.000 200 200 312 5120 "GET https://shop.example.com:443/basket?id=7 HTTP/2.0" "Mozilla/5.0 (X11; Linux x86_64)" TLS_AES_128_GCM_SHA256 TLSv1.3 ${GROUP} "Root=1-${Math.floor(now / 1_000).toString(16)}-00000000000000000000000a" "shop.example.com" "arn:aws:acm:${REGION}:${ACCOUNT}:certificate/${uuid(now, 5)}" 10 ${micro(now - 15)} "waf,forward" "-" "-" "10.0.1.12:8080" "200" "-" "-" TID_${uuid(now, 6).replaceAll('-', '')}`,
    `${micro(now)} 203.0.113.20 50412 443 TLSv1.3 TLS_AES_128_GCM_SHA256 0.012 "-" - - - TID_${uuid(now, 6).replaceAll('-', '')}`,
    // What a function of one's own logs.
    `${iso(now)}\t${uuid(now, 7)}\tINFO\tbasket 7 was paid`,
    // A file of flow logs as they lie in S3, with its header.
    `${FLOW_FIELDS}\n5 ${ACCOUNT} eni-0b1b2c3d4e5f60719 vpc-0a1b2c3d4e5f60718 subnet-0a1b2c3d4e5f60718 i-0a1b2c3d4e5f60718 10.0.1.12 40312 203.0.113.80 443 10.0.1.12 203.0.113.80 6 3 IPv4 9 4100 ${start} ${end} ACCEPT OK ${REGION} egress 8\n`,
  ];
}

/** Records of every format that streams bring: objects, and texts of lines. Our own writing. */
export const samplesOf = (now: number): readonly unknown[] => [
  ...cloudTrail(now),
  ...findings(now),
  ...waf(now),
  ...resolverQueries(now),
  ...lines(now),
];
