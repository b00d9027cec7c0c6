/// Money, time, energy and CO2e, each figure with where it comes from. Factors (prices, powers, grids) carry source and
/// date and can be overridden; nothing here measures or asks the network.
package dev.retort.bill;
