/** All of it in one template; what has no parameter is not made. */
export const CLOUDFORMATION = `AWSTemplateFormatVersion: '2010-09-09'
Description: A Firehose stream that delivers logs to Vedette

Parameters:
  SourceSecret:
    Type: String
    NoEcho: true
    MinLength: 16
  VpcId:
    Type: String
    Default: ''
    Description: VPC whose flows and DNS queries are sent; empty for none
  WebAclArn:
    Type: String
    Default: ''
    Description: Web ACL whose requests are sent; empty for none
  TrailLogGroup:
    Type: String
    Default: ''
    Description: Log group that a trail writes to; empty for none

Conditions:
  WithVpc: !Not [!Equals [!Ref VpcId, '']]
  WithWebAcl: !Not [!Equals [!Ref WebAclArn, '']]
  WithTrail: !Not [!Equals [!Ref TrailLogGroup, '']]

Resources:
  Undelivered:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      PublicAccessBlockConfiguration:
        BlockPublicAcls: true
        BlockPublicPolicy: true
        IgnorePublicAcls: true
        RestrictPublicBuckets: true
      LifecycleConfiguration:
        Rules:
          - Id: gone-after-a-month
            Status: Enabled
            ExpirationInDays: 30
  DeliveryLog:
    Type: AWS::Logs::LogGroup
    Properties:
      RetentionInDays: 30
  DeliveryLogStream:
    Type: AWS::Logs::LogStream
    Properties:
      LogGroupName: !Ref DeliveryLog
      LogStreamName: delivery
  DeliveryRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: { Service: firehose.amazonaws.com }
            Action: sts:AssumeRole
            Condition:
              StringEquals: { sts:ExternalId: !Ref AWS::AccountId }
      Policies:
        - PolicyName: keep-undelivered
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action:
                  - s3:AbortMultipartUpload
                  - s3:GetBucketLocation
                  - s3:GetObject
                  - s3:ListBucket
                  - s3:ListBucketMultipartUploads
                  - s3:PutObject
                Resource:
                  - !GetAtt Undelivered.Arn
                  - !Sub \${Undelivered.Arn}/*
              - Effect: Allow
                Action: logs:PutLogEvents
                Resource: !GetAtt DeliveryLog.Arn
  Stream:
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties:
      # AWS WAF takes streams with this beginning only.
      DeliveryStreamName: aws-waf-logs-vedette-{{source}}
      DeliveryStreamType: DirectPut
      DeliveryStreamEncryptionConfigurationInput:
        KeyType: AWS_OWNED_CMK
      Tags:
        - { Key: LogDeliveryEnabled, Value: 'true' }
      HttpEndpointDestinationConfiguration:
        RoleARN: !GetAtt DeliveryRole.Arn
        EndpointConfiguration:
          Name: vedette
          Url: '{{url}}'
          AccessKey: !Ref SourceSecret
        BufferingHints:
          IntervalInSeconds: 60
          # What CloudWatch Logs brings is compressed: 1 MB of it is ten to twenty.
          SizeInMBs: 1
        RequestConfiguration:
          ContentEncoding: GZIP
        RetryOptions:
          DurationInSeconds: 7200
        S3BackupMode: FailedDataOnly
        S3Configuration:
          RoleARN: !GetAtt DeliveryRole.Arn
          BucketARN: !GetAtt Undelivered.Arn
          CompressionFormat: GZIP
        CloudWatchLoggingOptions:
          Enabled: true
          LogGroupName: !Ref DeliveryLog
          LogStreamName: !Ref DeliveryLogStream

  FlowLog:
    Type: AWS::EC2::FlowLog
    Condition: WithVpc
    Properties:
      ResourceType: VPC
      ResourceId: !Ref VpcId
      TrafficType: ALL
      LogDestinationType: kinesis-data-firehose
      LogDestination: !GetAtt Stream.Arn
      MaxAggregationInterval: 60
  QueryLog:
    Type: AWS::Route53Resolver::ResolverQueryLoggingConfig
    Condition: WithVpc
    Properties:
      Name: vedette-{{source}}
      DestinationArn: !GetAtt Stream.Arn
  QueryLogOfVpc:
    Type: AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation
    Condition: WithVpc
    Properties:
      ResolverQueryLogConfigId: !GetAtt QueryLog.Id
      ResourceId: !Ref VpcId
  WebAclLog:
    Type: AWS::WAFv2::LoggingConfiguration
    Condition: WithWebAcl
    Properties:
      ResourceArn: !Ref WebAclArn
      LogDestinationConfigs:
        - !GetAtt Stream.Arn
      RedactedFields:
        - SingleHeader: { Name: authorization }
        - SingleHeader: { Name: cookie }
  SubscriptionRole:
    Type: AWS::IAM::Role
    Condition: WithTrail
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: { Service: logs.amazonaws.com }
            Action: sts:AssumeRole
            Condition:
              StringEquals: { aws:SourceAccount: !Ref AWS::AccountId }
      Policies:
        - PolicyName: put
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: [firehose:PutRecord, firehose:PutRecordBatch]
                Resource: !GetAtt Stream.Arn
  Subscription:
    Type: AWS::Logs::SubscriptionFilter
    Condition: WithTrail
    Properties:
      LogGroupName: !Ref TrailLogGroup
      FilterPattern: ''
      DestinationArn: !GetAtt Stream.Arn
      RoleArn: !GetAtt SubscriptionRole.Arn

Outputs:
  StreamArn:
    Value: !GetAtt Stream.Arn
  UndeliveredBucket:
    Value: !Ref Undelivered
`;
