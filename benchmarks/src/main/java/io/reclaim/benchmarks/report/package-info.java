/** How results are shown: progress on standard error, JSON for programs, one self-contained page for people. */
package io.reclaim.benchmarks.report;
