/** The stream, its bucket for what could not be delivered, and the roles. Its name is what AWS WAF demands, so one serves all logs. */
export const TERRAFORM_STREAM = `# terraform apply -var vedette_secret=…, or TF_VAR_vedette_secret; keep the state encrypted, the key stands in it.
variable "vedette_secret" {
  type      = string
  sensitive = true
}

data "aws_caller_identity" "this" {}

resource "aws_s3_bucket" "undelivered" {
  bucket_prefix = "vedette-undelivered-"
}

resource "aws_s3_bucket_public_access_block" "undelivered" {
  bucket                  = aws_s3_bucket.undelivered.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_lifecycle_configuration" "undelivered" {
  bucket = aws_s3_bucket.undelivered.id
  rule {
    id     = "gone-after-a-month"
    status = "Enabled"
    filter {}
    expiration {
      days = 30
    }
  }
}

resource "aws_cloudwatch_log_group" "delivery" {
  name              = "/aws/kinesisfirehose/vedette-{{source}}"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_stream" "delivery" {
  name           = "delivery"
  log_group_name = aws_cloudwatch_log_group.delivery.name
}

resource "aws_iam_role" "delivery" {
  name = "vedette-delivery-{{source}}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "firehose.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "sts:ExternalId" = data.aws_caller_identity.this.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "delivery" {
  name = "keep-undelivered"
  role = aws_iam_role.delivery.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = [
          "s3:AbortMultipartUpload",
          "s3:GetBucketLocation",
          "s3:GetObject",
          "s3:ListBucket",
          "s3:ListBucketMultipartUploads",
          "s3:PutObject",
        ]
        Resource = [aws_s3_bucket.undelivered.arn, "\${aws_s3_bucket.undelivered.arn}/*"]
      },
      {
        Effect   = "Allow"
        Action   = "logs:PutLogEvents"
        Resource = "\${aws_cloudwatch_log_group.delivery.arn}:log-stream:*"
      },
    ]
  })
}

resource "aws_kinesis_firehose_delivery_stream" "vedette" {
  # AWS WAF takes streams with this beginning only.
  name        = "aws-waf-logs-vedette-{{source}}"
  destination = "http_endpoint"

  server_side_encryption {
    enabled = true
  }

  http_endpoint_configuration {
    name               = "vedette"
    url                = "{{url}}"
    access_key         = var.vedette_secret
    role_arn           = aws_iam_role.delivery.arn
    # What CloudWatch Logs brings is compressed: 1 MB of it is ten to twenty.
    buffering_size     = 1
    buffering_interval = 60
    # Two hours, the longest; what fails until then goes to the bucket.
    retry_duration = 7200
    s3_backup_mode = "FailedDataOnly"

    request_configuration {
      content_encoding = "GZIP"
      # For flow logs of another format than the source's setting says:
      # common_attributes {
      #   name  = "flowLogFormat"
      #   value = "$\${version} $\${account-id} …"
      # }
    }

    s3_configuration {
      role_arn           = aws_iam_role.delivery.arn
      bucket_arn         = aws_s3_bucket.undelivered.arn
      compression_format = "GZIP"
    }

    cloudwatch_logging_options {
      enabled         = true
      log_group_name  = aws_cloudwatch_log_group.delivery.name
      log_stream_name = aws_cloudwatch_log_stream.delivery.name
    }
  }

  # Set by AWS when a service begins to deliver logs; without it here the next apply would take it away.
  tags = { LogDeliveryEnabled = "true" }
}
`;

/** What the stream is fed with. */
export const TERRAFORM_SENDERS = `# Keep the parts that you want. They need the stream of the first text.
variable "vpc_id" {
  type = string
}
variable "web_acl_arn" {
  type = string
}
variable "load_balancer_arn" {
  type = string
}
variable "trail_log_group" {
  type        = string
  description = "The log group that your trail writes to"
}

# VPC Flow Logs. For a custom log_format give the same text as flowLogFormat to the source.
resource "aws_flow_log" "vedette" {
  vpc_id                   = var.vpc_id
  traffic_type             = "ALL"
  log_destination_type     = "kinesis-data-firehose"
  log_destination          = aws_kinesis_firehose_delivery_stream.vedette.arn
  max_aggregation_interval = 60
}

# AWS WAF
resource "aws_wafv2_web_acl_logging_configuration" "vedette" {
  resource_arn            = var.web_acl_arn
  log_destination_configs = [aws_kinesis_firehose_delivery_stream.vedette.arn]
  redacted_fields {
    single_header {
      name = "authorization"
    }
  }
  redacted_fields {
    single_header {
      name = "cookie"
    }
  }
}

# DNS queries of a VPC
resource "aws_route53_resolver_query_log_config" "vedette" {
  name            = "vedette-{{source}}"
  destination_arn = aws_kinesis_firehose_delivery_stream.vedette.arn
}

resource "aws_route53_resolver_query_log_config_association" "vedette" {
  resolver_query_log_config_id = aws_route53_resolver_query_log_config.vedette.id
  resource_id                  = var.vpc_id
}

# A load balancer's requests; ALB_CONNECTION_LOGS for its connections
resource "aws_cloudwatch_log_delivery_source" "vedette" {
  name         = "vedette-{{source}}"
  log_type     = "ALB_ACCESS_LOGS"
  resource_arn = var.load_balancer_arn
}

resource "aws_cloudwatch_log_delivery_destination" "vedette" {
  name          = "vedette-{{source}}"
  output_format = "json"
  delivery_destination_configuration {
    destination_resource_arn = aws_kinesis_firehose_delivery_stream.vedette.arn
  }
}

resource "aws_cloudwatch_log_delivery" "vedette" {
  delivery_source_name     = aws_cloudwatch_log_delivery_source.vedette.name
  delivery_destination_arn = aws_cloudwatch_log_delivery_destination.vedette.arn
}

# CloudTrail, from the log group of a trail
resource "aws_iam_role" "subscription" {
  name = "vedette-subscription-{{source}}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "logs.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.this.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "subscription" {
  name = "put"
  role = aws_iam_role.subscription.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["firehose:PutRecord", "firehose:PutRecordBatch"]
      Resource = aws_kinesis_firehose_delivery_stream.vedette.arn
    }]
  })
}

resource "aws_cloudwatch_log_subscription_filter" "trail" {
  name            = "vedette-{{source}}"
  log_group_name  = var.trail_log_group
  filter_pattern  = ""
  destination_arn = aws_kinesis_firehose_delivery_stream.vedette.arn
  role_arn        = aws_iam_role.subscription.arn
  depends_on      = [aws_iam_role_policy.subscription]
}
`;
