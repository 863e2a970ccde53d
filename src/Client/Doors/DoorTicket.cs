namespace Seawall.Client.Doors;

/// <summary>What a buyer holds of a room: a number in its queue, or the pass that the number became.</summary>
/// <param name="Epoch">Which queue the number is of; a room that has lost its state begins another.</param>
/// <param name="Number">The place in the order, from 1.</param>
/// <param name="Moment">Unix time in milliseconds: when a ticket was issued, until when a pass is good.</param>
internal readonly record struct DoorTicket(bool IsPass, uint Epoch, long Number, long Moment);
