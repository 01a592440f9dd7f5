using AutogradPS.Autograd;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Autograd;

/// <summary>Numbers that are handed to libtorch stay theirs while another thread collects garbage, as a second training does.</summary>
public sealed class CollectionTests
{
    [Fact]
    public void A_script_reads_the_numbers_that_it_was_given()
    {
        using CancellationTokenSource stop = new();
        Thread collector = new(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            TorchScript script = new("def scale(x: Tensor, a: float, n: int) -> Tensor:\n    return x * a + n");
            using Tensor x = tensor(2f);
            for (int call = 0; call < 10_000; call++)
            {
                using Tensor y = (Tensor)script.Invoke("scale", x, call + 0.5, (long)call);
                if (y.item<float>() != 2 * (call + 0.5f) + call) Assert.Fail($"{y.item<float>()} of {call}");
            }
        }
        finally
        {
            stop.Cancel();
            collector.Join();
        }
    }
}
