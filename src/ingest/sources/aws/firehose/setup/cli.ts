/** The same by hand. */
export const CLI = `#!/usr/bin/env bash
# The secret is read from VEDETTE_SECRET and goes into a file that only you can read, so that it stands in no list of processes.
set -euo pipefail
umask 077
: "\${VEDETTE_SECRET:?}"
REGION=\${AWS_REGION:-$(aws configure get region)}
ACCOUNT=$(aws sts get-caller-identity --query Account --output text)
STREAM=aws-waf-logs-vedette-{{source}} # AWS WAF takes streams with this beginning only
BUCKET=vedette-undelivered-$ACCOUNT-$REGION
ROLE=vedette-delivery-{{source}}
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

aws s3api create-bucket --bucket "$BUCKET" \\
  $([ "$REGION" = us-east-1 ] || echo --create-bucket-configuration "LocationConstraint=$REGION")
aws s3api put-public-access-block --bucket "$BUCKET" --public-access-block-configuration \\
  BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true

aws iam create-role --role-name "$ROLE" --assume-role-policy-document '{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Principal": {"Service": "firehose.amazonaws.com"}, "Action": "sts:AssumeRole",
    "Condition": {"StringEquals": {"sts:ExternalId": "'"$ACCOUNT"'"}}}]}'
aws iam put-role-policy --role-name "$ROLE" --policy-name keep-undelivered --policy-document '{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow",
    "Action": ["s3:AbortMultipartUpload", "s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket",
      "s3:ListBucketMultipartUploads", "s3:PutObject"],
    "Resource": ["arn:aws:s3:::'"$BUCKET"'", "arn:aws:s3:::'"$BUCKET"'/*"]}]}'
sleep 15 # until the role is known everywhere

cat > "$WORK/destination.json" <<JSON
{
  "EndpointConfiguration": {"Name": "vedette", "Url": "{{url}}", "AccessKey": "$VEDETTE_SECRET"},
  "RoleARN": "arn:aws:iam::$ACCOUNT:role/$ROLE",
  "BufferingHints": {"IntervalInSeconds": 60, "SizeInMBs": 1},
  "RequestConfiguration": {"ContentEncoding": "GZIP"},
  "RetryOptions": {"DurationInSeconds": 7200},
  "S3BackupMode": "FailedDataOnly",
  "S3Configuration": {
    "RoleARN": "arn:aws:iam::$ACCOUNT:role/$ROLE",
    "BucketARN": "arn:aws:s3:::$BUCKET",
    "CompressionFormat": "GZIP"
  }
}
JSON
aws firehose create-delivery-stream --delivery-stream-name "$STREAM" --delivery-stream-type DirectPut \\
  --delivery-stream-encryption-configuration-input KeyType=AWS_OWNED_CMK \\
  --http-endpoint-destination-configuration "file://$WORK/destination.json"
ARN=arn:aws:firehose:$REGION:$ACCOUNT:deliverystream/$STREAM

# What is sent; keep what you want once the stream is active.
until [ "$(aws firehose describe-delivery-stream --delivery-stream-name "$STREAM" \\
  --query DeliveryStreamDescription.DeliveryStreamStatus --output text)" = ACTIVE ]; do sleep 5; done
if [ -n "\${VPC_ID:-}" ]; then
  aws ec2 create-flow-logs --resource-type VPC --resource-ids "$VPC_ID" --traffic-type ALL \\
    --log-destination-type kinesis-data-firehose --log-destination "$ARN" --max-aggregation-interval 60
  QUERIES=$(aws route53resolver create-resolver-query-log-config --name vedette-{{source}} \\
    --destination-arn "$ARN" --creator-request-id vedette-{{source}} --query ResolverQueryLogConfig.Id --output text)
  aws route53resolver associate-resolver-query-log-config \\
    --resolver-query-log-config-id "$QUERIES" --resource-id "$VPC_ID"
fi
if [ -n "\${WEB_ACL_ARN:-}" ]; then
  aws wafv2 put-logging-configuration --logging-configuration \\
    '{"ResourceArn": "'"$WEB_ACL_ARN"'", "LogDestinationConfigs": ["'"$ARN"'"],
      "RedactedFields": [{"SingleHeader": {"Name": "authorization"}}, {"SingleHeader": {"Name": "cookie"}}]}'
fi
if [ -n "\${TRAIL_LOG_GROUP:-}" ]; then
  aws iam create-role --role-name vedette-subscription-{{source}} --assume-role-policy-document '{
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "logs.amazonaws.com"}, "Action": "sts:AssumeRole",
      "Condition": {"StringEquals": {"aws:SourceAccount": "'"$ACCOUNT"'"}}}]}'
  aws iam put-role-policy --role-name vedette-subscription-{{source}} --policy-name put --policy-document '{
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": ["firehose:PutRecord", "firehose:PutRecordBatch"], "Resource": "'"$ARN"'"}]}'
  sleep 15
  aws logs put-subscription-filter --log-group-name "$TRAIL_LOG_GROUP" --filter-name vedette-{{source}} \\
    --filter-pattern '' --destination-arn "$ARN" --role-arn "arn:aws:iam::$ACCOUNT:role/vedette-subscription-{{source}}"
fi
`;
