using System.Text;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>Hands each formatted line to a delegate; the engine's formatting writes whole lines only.</summary>
internal sealed class LineWriter(Action<string> write) : TextWriter
{
    public override Encoding Encoding => Encoding.Unicode;

    public override void WriteLine(string? value) => write(value ?? string.Empty);
}
