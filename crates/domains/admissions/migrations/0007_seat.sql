-- A seat with what is told of it, wherever it is shown.
CREATE VIEW seat AS
SELECT a.id, a.registration_id, a.campaign_id, a.school_id, a.number, a.came, a.issued_on, a.state,
       a.vaccination, a.reason, a.version, r.number AS registered, r.name, r.account_id,
       p.name AS school_name, c.title, c.entry, c.year, c.reports_on, c.rehearsal
FROM admission a JOIN registration r ON r.id = a.registration_id
JOIN campaign c ON c.id = a.campaign_id JOIN place p ON p.id = a.school_id;
