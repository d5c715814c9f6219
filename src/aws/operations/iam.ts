import {
  allText,
  boolean,
  list,
  number,
  secret,
  struct,
  text,
  texts,
  time,
  type Fields,
  type Operations,
} from '../shape.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html */
export const IAM_VERSION = '2010-05-08';

const tags = list(struct(allText('Key', 'Value')));
const boundary = struct(allText('PermissionsBoundaryType', 'PermissionsBoundaryArn'));
const page: Fields = { Marker: text, MaxItems: number };
const paged: Fields = { IsTruncated: boolean, Marker: text };
const userName = allText('UserName');

const user = struct({
  ...allText('Path', 'UserName', 'UserId', 'Arn'),
  CreateDate: time,
  PasswordLastUsed: time,
  PermissionsBoundary: boundary,
  Tags: tags,
});

const role = struct({
  ...allText('Path', 'RoleName', 'RoleId', 'Arn', 'AssumeRolePolicyDocument', 'Description'),
  CreateDate: time,
  MaxSessionDuration: number,
  PermissionsBoundary: boundary,
  Tags: tags,
  RoleLastUsed: struct({ LastUsedDate: time, Region: text }),
});

const roleName = allText('RoleName');
const loginProfile = struct({ UserName: text, CreateDate: time, PasswordResetRequired: boolean });

const position = struct({ Line: number, Column: number });
const statements = list(
  struct({ ...allText('SourcePolicyId', 'SourcePolicyType'), StartPosition: position, EndPosition: position }),
);

export const iamOperations: Operations = {
  ListAccessKeys: {
    input: { ...userName, ...page },
    output: {
      AccessKeyMetadata: list(struct({ ...allText('UserName', 'AccessKeyId', 'Status'), CreateDate: time })),
      ...paged,
    },
  },
  UpdateAccessKey: { input: allText('UserName', 'AccessKeyId', 'Status'), output: {} },
  GetUser: { input: userName, output: { User: user } },
  ListUserTags: { input: { ...userName, ...page }, output: { Tags: tags, ...paged } },
  GetUserPolicy: {
    input: allText('UserName', 'PolicyName'),
    /** `PolicyDocument` is percent-encoded (RFC 3986), as AWS writes it. */
    output: allText('UserName', 'PolicyName', 'PolicyDocument'),
  },
  PutUserPolicy: { input: allText('UserName', 'PolicyName', 'PolicyDocument'), output: {} },
  DeleteUserPolicy: { input: allText('UserName', 'PolicyName'), output: {} },
  ListUserPolicies: { input: { ...userName, ...page }, output: { PolicyNames: texts, ...paged } },
  ListAttachedUserPolicies: {
    input: { ...allText('UserName', 'PathPrefix'), ...page },
    output: { AttachedPolicies: list(struct(allText('PolicyName', 'PolicyArn'))), ...paged },
  },
  GetAccessKeyLastUsed: {
    input: allText('AccessKeyId'),
    output: {
      UserName: text,
      AccessKeyLastUsed: struct({ ...allText('ServiceName', 'Region'), LastUsedDate: time }),
    },
  },
  SimulatePrincipalPolicy: {
    input: {
      ...allText('PolicySourceArn', 'ResourcePolicy', 'ResourceOwner', 'CallerArn', 'ResourceHandlingOption'),
      ActionNames: texts,
      ResourceArns: texts,
      PolicyInputList: texts,
      PermissionsBoundaryPolicyInputList: texts,
      ContextEntries: list(struct({ ...allText('ContextKeyName', 'ContextKeyType'), ContextKeyValues: texts })),
      ...page,
    },
    output: {
      EvaluationResults: list(
        struct({
          ...allText('EvalActionName', 'EvalResourceName', 'EvalDecision'),
          MatchedStatements: statements,
          MissingContextValues: texts,
          ResourceSpecificResults: list(
            struct({
              ...allText('EvalResourceName', 'EvalResourceDecision'),
              MatchedStatements: statements,
              MissingContextValues: texts,
            }),
          ),
        }),
      ),
      ...paged,
    },
  },
  CreateUser: {
    input: { ...allText('UserName', 'Path', 'PermissionsBoundary'), Tags: tags },
    output: { User: user },
  },
  CreateAccessKey: {
    input: userName,
    output: {
      AccessKey: struct({ ...allText('UserName', 'AccessKeyId', 'Status', 'SecretAccessKey'), CreateDate: time }),
    },
  },
  DeleteAccessKey: { input: allText('UserName', 'AccessKeyId'), output: {} },
  AttachUserPolicy: { input: allText('UserName', 'PolicyArn'), output: {} },
  TagUser: { input: { ...userName, Tags: tags }, output: {} },
  CreateRole: {
    input: {
      ...allText('RoleName', 'AssumeRolePolicyDocument', 'Path', 'Description', 'PermissionsBoundary'),
      MaxSessionDuration: number,
      Tags: tags,
    },
    output: { Role: role },
  },
  PutRolePolicy: { input: allText('RoleName', 'PolicyName', 'PolicyDocument'), output: {} },
  GetRole: { input: roleName, output: { Role: role } },
  /** Documents in answers are percent-encoded (RFC 3986), as AWS writes them. */
  ListRoles: { input: { PathPrefix: text, ...page }, output: { Roles: list(role), ...paged } },
  UpdateAssumeRolePolicy: { input: allText('RoleName', 'PolicyDocument'), output: {} },
  ListRolePolicies: { input: { ...roleName, ...page }, output: { PolicyNames: texts, ...paged } },
  GetRolePolicy: {
    input: allText('RoleName', 'PolicyName'),
    output: allText('RoleName', 'PolicyName', 'PolicyDocument'),
  },
  DeleteRolePolicy: { input: allText('RoleName', 'PolicyName'), output: {} },
  GetLoginProfile: { input: userName, output: { LoginProfile: loginProfile } },
  CreateLoginProfile: {
    input: { ...userName, Password: secret, PasswordResetRequired: boolean },
    output: { LoginProfile: loginProfile },
  },
  UpdateLoginProfile: { input: { ...userName, Password: secret, PasswordResetRequired: boolean }, output: {} },
  DeleteLoginProfile: { input: userName, output: {} },
  ListMFADevices: {
    input: { ...userName, ...page },
    output: {
      MFADevices: list(struct({ ...allText('UserName', 'SerialNumber'), EnableDate: time })),
      ...paged,
    },
  },
};
