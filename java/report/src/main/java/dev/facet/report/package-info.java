/** Self-contained HTML reports with pictures and charts, and the result files beside them. */
package dev.facet.report;
