/// What this machine has and lacks: [dev.retort.doctor.Doctor] asks each [dev.retort.doctor.Probe] and gathers
/// [findings][dev.retort.doctor.Finding]. Nothing is changed, sent or downloaded.
package dev.retort.doctor;
