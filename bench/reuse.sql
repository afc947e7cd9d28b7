-- Three accepted documents for each of :citizens citizens, straight into the tables. Statements end with a semicolon at
-- the end of a line.
INSERT INTO register_imports VALUES (1, 'bench', now(), 0);
INSERT INTO citizens (r, citizen_id, full_name, date_of_birth, personal_id, told_by)
SELECT n, 'C' || n, 'Nguyễn Thị Mẫu', '1990-05-17', '001190' || lpad(n::text, 6, '0'), 1
FROM generate_series(1, :citizens) AS c(n);
INSERT INTO batches VALUES ('b', 'b', now());
CREATE TEMPORARY TABLE papers AS
SELECT kind || '-' || n AS id, kind, names, n
FROM generate_series(1, :citizens) AS c(n), (VALUES
    ('identity_card_2024', 'full_name date_of_birth sex personal_id residence nationality issued_on expires_on'),
    ('birth_certificate', 'full_name date_of_birth sex ethnicity nationality personal_id place_of_birth registered_on'),
    ('residence_confirmation_ct07', 'full_name date_of_birth sex personal_id residence religion issued_on')
) AS k(kind, names);
INSERT INTO scans (id, size, media_type, state, version, first_batch_id)
SELECT id, 1, 'image/png', 'done', 1, 'b' FROM papers;
INSERT INTO documents (id, version, scan_id, document_type, pages, type_confidence, text, folder_key, manifest_sha256,
    kept_at, source_form)
SELECT id, 1, id, kind, '[1]', 1, '', 'x', 'x', now(), 'original' FROM papers;
INSERT INTO matches (document_id, role, revision, version, position, decision, citizen_id, candidates, reason,
    decided_by, decided_at)
SELECT id, '', 1, 1, 0, 'match', 'C' || n, '[]', '', 'machine', now() FROM papers;
INSERT INTO field_values (document_id, name, revision, version, position, value, raw, confidence, page, box, sources,
    against, decision, reason, decided_by, decided_at)
SELECT id, f.name, 1, 1, f.at, CASE f.name
        WHEN 'date_of_birth' THEN '1990-05-17' WHEN 'issued_on' THEN '2026-05-17'
        WHEN 'registered_on' THEN '1990-06-01' WHEN 'expires_on' THEN '2040-05-17' WHEN 'sex' THEN 'female'
        WHEN 'personal_id' THEN '001190' || lpad(n::text, 6, '0') WHEN 'full_name' THEN 'Nguyễn Thị Mẫu'
        ELSE 'Thôn Hạ, Xã Tân Mỹ, Tỉnh Bắc Ninh' END,
    '', 1, 1, '[10,20,300,60]', '["qr"]', '[]', 'accepted', '', 'machine', now()
FROM papers, unnest(string_to_array(names, ' ')) WITH ORDINALITY AS f(name, at);
ANALYZE;
