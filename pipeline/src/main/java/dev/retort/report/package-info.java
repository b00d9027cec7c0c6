/// The report of a run: one page that opens offline. [dev.retort.report.ReportPage] renders a
/// [dev.retort.report.ReportData]; the page presents figures and computes none.
package dev.retort.report;
