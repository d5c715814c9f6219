CREATE TABLE `account` (
	`org` text NOT NULL,
	`account` text NOT NULL,
	`name` text NOT NULL,
	`environment` text NOT NULL,
	`regions` text NOT NULL,
	`access_key_id` text NOT NULL,
	`keys` text NOT NULL,
	`write_role_arn` text,
	`read_role_arn` text,
	`external_id` text,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`org`, `account`)
);
--> statement-breakpoint
CREATE TABLE `api_key` (
	`id` text PRIMARY KEY NOT NULL,
	`org` text NOT NULL,
	`user` text NOT NULL,
	`name` text NOT NULL,
	`hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`revoked_at` integer,
	`last_used_at` integer
);
--> statement-breakpoint
CREATE INDEX `api_key_org_user` ON `api_key` (`org`,`user`);--> statement-breakpoint
CREATE TABLE `approval` (
	`org` text NOT NULL,
	`plan` text NOT NULL,
	`user` text NOT NULL,
	`id` text NOT NULL,
	`verdict` text NOT NULL,
	`body` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`org`, `plan`, `user`)
);
--> statement-breakpoint
CREATE TABLE `approver_key` (
	`org` text NOT NULL,
	`key_id` text NOT NULL,
	`user` text NOT NULL,
	`name` text NOT NULL,
	`public_key` text NOT NULL,
	`enrolled_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`revoked_at` integer,
	PRIMARY KEY(`org`, `key_id`)
);
--> statement-breakpoint
CREATE TABLE `budget_use` (
	`org` text NOT NULL,
	`plan` text NOT NULL,
	`actions` integer NOT NULL,
	`automatic` integer NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`org`, `plan`)
);
--> statement-breakpoint
CREATE INDEX `budget_use_at` ON `budget_use` (`org`,`at`);--> statement-breakpoint
CREATE TABLE `decision` (
	`org` text NOT NULL,
	`incident` text NOT NULL,
	`revision` integer NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`org`, `incident`, `revision`)
);
--> statement-breakpoint
CREATE TABLE `installation` (
	`id` text PRIMARY KEY NOT NULL,
	`org` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `issuance` (
	`org` text NOT NULL,
	`permit` text NOT NULL,
	`op_id` text NOT NULL,
	`step` text NOT NULL,
	`fence` integer NOT NULL,
	`count` integer DEFAULT 1 NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`org`, `permit`, `op_id`, `step`, `fence`)
);
--> statement-breakpoint
CREATE TABLE `journal` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`org` text NOT NULL,
	`entry` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `journal_id_unique` ON `journal` (`id`);--> statement-breakpoint
CREATE TABLE `organisation` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	`automatic_per_hour` integer NOT NULL,
	`actions_per_hour` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `permit` (
	`id` text PRIMARY KEY NOT NULL,
	`org` text NOT NULL,
	`plan` text NOT NULL,
	`incident` text NOT NULL,
	`token` text NOT NULL,
	`approvals` text NOT NULL,
	`issued_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `permit_org_plan` ON `permit` (`org`,`plan`);--> statement-breakpoint
CREATE TABLE `plan` (
	`id` text PRIMARY KEY NOT NULL,
	`org` text NOT NULL,
	`incident` text NOT NULL,
	`revision` integer NOT NULL,
	`outcome` text NOT NULL,
	`status` text NOT NULL,
	`approvals_needed` integer NOT NULL,
	`digest` text NOT NULL,
	`body` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `plan_org_status` ON `plan` (`org`,`status`,`created_at`);--> statement-breakpoint
CREATE INDEX `plan_incident` ON `plan` (`org`,`incident`);--> statement-breakpoint
CREATE TABLE `policy` (
	`org` text NOT NULL,
	`number` integer NOT NULL,
	`version` text NOT NULL,
	`policies` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`org`, `number`)
);
--> statement-breakpoint
CREATE TABLE `protected_pattern` (
	`org` text NOT NULL,
	`pattern` text NOT NULL,
	`reason` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`org`, `pattern`)
);
--> statement-breakpoint
CREATE TABLE `source` (
	`id` text PRIMARY KEY NOT NULL,
	`org` text NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`accounts` text NOT NULL,
	`enabled` integer NOT NULL,
	`rate_per_minute` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `source_org` ON `source` (`org`);--> statement-breakpoint
CREATE TABLE `source_key` (
	`id` text PRIMARY KEY NOT NULL,
	`org` text NOT NULL,
	`source` text NOT NULL,
	`secret` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer
);
--> statement-breakpoint
CREATE INDEX `source_key_source` ON `source_key` (`org`,`source`,`created_at`);--> statement-breakpoint
CREATE TABLE `user` (
	`id` text PRIMARY KEY NOT NULL,
	`org` text NOT NULL,
	`name` text NOT NULL,
	`email` text NOT NULL,
	`role` text NOT NULL,
	`created_at` integer NOT NULL,
	`disabled_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `user_org_email` ON `user` (`org`,`email`);