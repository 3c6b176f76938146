/** What commands have in common: values of options, progress on standard error, tables, JSON, self-contained pages. */
package io.reclaim.benchmarks.report;
