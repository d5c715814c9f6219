CREATE TABLE `ceremony` (
	`id` text PRIMARY KEY NOT NULL,
	`org` text,
	`user` text,
	`purpose` text NOT NULL,
	`body` text NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `ceremony_expires` ON `ceremony` (`expires_at`);--> statement-breakpoint
CREATE TABLE `identity_provider` (
	`id` text PRIMARY KEY NOT NULL,
	`org` text NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`issuer` text NOT NULL,
	`client_id` text NOT NULL,
	`client_secret` text,
	`domains` text NOT NULL,
	`new_user_role` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `identity_provider_org` ON `identity_provider` (`org`);--> statement-breakpoint
CREATE TABLE `one_time_code` (
	`org` text NOT NULL,
	`user` text NOT NULL,
	`secret` text NOT NULL,
	`confirmed_at` integer,
	`last_step` integer NOT NULL,
	`failures` integer NOT NULL,
	`locked_until` integer,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`org`, `user`)
);
--> statement-breakpoint
CREATE TABLE `passkey` (
	`id` text PRIMARY KEY NOT NULL,
	`org` text NOT NULL,
	`user` text NOT NULL,
	`name` text NOT NULL,
	`credential` text NOT NULL,
	`public_key` text NOT NULL,
	`counter` integer NOT NULL,
	`transports` text NOT NULL,
	`backed_up` integer NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `passkey_credential` ON `passkey` (`credential`);--> statement-breakpoint
CREATE INDEX `passkey_org_user` ON `passkey` (`org`,`user`);--> statement-breakpoint
CREATE TABLE `session` (
	`id` text PRIMARY KEY NOT NULL,
	`org` text NOT NULL,
	`user` text NOT NULL,
	`method` text NOT NULL,
	`level` integer NOT NULL,
	`hash` text NOT NULL,
	`previous_hash` text,
	`rotated_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`revoked_at` integer,
	`user_agent` text NOT NULL,
	`address` text NOT NULL,
	`vouch` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `session_hash` ON `session` (`hash`);--> statement-breakpoint
CREATE INDEX `session_previous_hash` ON `session` (`previous_hash`);--> statement-breakpoint
CREATE INDEX `session_org_user` ON `session` (`org`,`user`,`created_at`);--> statement-breakpoint
CREATE TABLE `sign_in_link` (
	`hash` text PRIMARY KEY NOT NULL,
	`org` text NOT NULL,
	`user` text NOT NULL,
	`created_by` text NOT NULL,
	`vouch` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer
);
--> statement-breakpoint
CREATE INDEX `sign_in_link_expires` ON `sign_in_link` (`expires_at`);--> statement-breakpoint
CREATE TABLE `vouch_nonce` (
	`org` text NOT NULL,
	`nonce` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`org`, `nonce`)
);
--> statement-breakpoint
ALTER TABLE `approver_key` ADD `kind` text DEFAULT 'ed25519' NOT NULL;--> statement-breakpoint
ALTER TABLE `approver_key` ADD `credential` text;--> statement-breakpoint
ALTER TABLE `approver_key` ADD `vouched_by` text;--> statement-breakpoint
ALTER TABLE `approver_key` ADD `vouched_at` integer;--> statement-breakpoint
CREATE INDEX `approver_key_user` ON `approver_key` (`org`,`user`);--> statement-breakpoint
UPDATE `approver_key` SET `vouched_by` = 'first', `vouched_at` = `created_at`;
