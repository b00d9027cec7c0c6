/// How far several raters agree, whoever they are: votes of one teacher, teachers, reviewers, students. Nothing here
/// knows which of them is right.
package dev.retort.agreement;
