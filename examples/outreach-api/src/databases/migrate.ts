import type BetterSqlite from 'better-sqlite3'

/** Forward only: one entry per version, never edited once it was released. */
const migrations = [
  `
  create table lists (
    id text primary key,
    organization_id text not null,
    name text not null,
    created_by_key_id text,
    created_at integer not null,
    updated_at integer not null
  ) strict;
  create index lists_by_organization on lists (organization_id, id);

  create table leads (
    id text primary key,
    organization_id text not null,
    first_name text not null,
    last_name text not null,
    email text not null,
    company text not null,
    created_by_key_id text,
    created_at integer not null,
    updated_at integer not null
  ) strict;
  create index leads_by_organization on leads (organization_id, id);
  create index leads_by_key on leads (organization_id, created_by_key_id, id);

  create table list_leads (
    list_id text not null references lists (id) on delete cascade,
    lead_id text not null references leads (id) on delete cascade,
    primary key (list_id, lead_id)
  ) strict, without rowid;
  create index list_leads_by_lead on list_leads (lead_id);

  create table sample_organizations (organization_id text primary key) strict;
  `,
  `
  alter table lists add column created_by_key_name text;
  alter table leads add column created_by_key_name text;
  create index lists_by_key on lists (organization_id, created_by_key_id, id);

  create table workflows (
    id text primary key,
    organization_id text not null,
    name text not null,
    steps text not null,
    created_by_key_id text,
    created_by_key_name text,
    created_at integer not null,
    updated_at integer not null
  ) strict;
  create index workflows_by_organization on workflows (organization_id, id);

  create table runs (
    id text primary key,
    organization_id text not null,
    workflow_id text not null references workflows (id) on delete cascade,
    lead_count integer not null,
    purpose text,
    credits integer not null,
    created_by_key_id text,
    created_by_key_name text,
    created_at integer not null
  ) strict;
  create index runs_by_organization on runs (organization_id, id);

  create table research (
    id text primary key,
    organization_id text not null,
    lead_id text not null references leads (id) on delete cascade,
    run_id text references runs (id) on delete set null,
    findings text not null,
    credits integer not null,
    created_by_key_id text,
    created_by_key_name text,
    created_at integer not null
  ) strict;
  create index research_by_organization on research (organization_id, id);
  create index research_by_lead on research (lead_id);

  create table qualifications (
    id text primary key,
    organization_id text not null,
    lead_id text not null references leads (id) on delete cascade,
    run_id text references runs (id) on delete set null,
    score integer not null,
    reasons text not null,
    credits integer not null,
    created_by_key_id text,
    created_by_key_name text,
    created_at integer not null
  ) strict;
  create index qualifications_by_organization on qualifications (organization_id, id);
  create index qualifications_by_lead on qualifications (lead_id);

  create table emails (
    id text primary key,
    organization_id text not null,
    lead_id text references leads (id) on delete set null,
    recipient text not null,
    subject text not null,
    body text not null,
    purpose text,
    status text not null check (status in ('queued', 'sending', 'sent', 'failed', 'simulated')),
    attempts integer not null,
    due_at integer not null,
    sent_at integer,
    failure text,
    credits integer not null,
    created_by_key_id text,
    created_by_key_name text,
    created_at integer not null
  ) strict;
  create index emails_by_organization on emails (organization_id, id);
  create index emails_by_due on emails (due_at, id) where status = 'queued';

  create table exports (
    id text primary key,
    organization_id text not null,
    resource text not null,
    format text not null,
    purpose text not null,
    created_by_key_id text,
    created_by_key_name text,
    created_at integer not null
  ) strict;
  create index exports_by_organization on exports (organization_id, id);

  create table smtp_settings (
    organization_id text primary key,
    host text not null,
    port integer not null,
    security text not null,
    username text,
    sealed_password blob,
    sender text not null,
    created_by_key_id text,
    created_by_key_name text,
    created_at integer not null
  ) strict;
  `,
]

/** Brings a data set to the newest version. */
export function migrate(database: BetterSqlite.Database): void {
  const version = Number(database.pragma('user_version', { simple: true }))
  for (const [index, sql] of migrations.entries()) {
    if (index < version) continue
    database.transaction(() => {
      database.exec(sql)
      database.pragma(`user_version = ${index + 1}`)
    })()
  }
}
