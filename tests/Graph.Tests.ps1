# Graphs as a script sees them: objects, the tree, and the exported files.

BeforeDiscovery {
    $rows = Get-Content ([IO.Path]::Combine($PSScriptRoot, 'fixtures', 'graphs', 'graphs.json')) -Raw | ConvertFrom-Json | ForEach-Object {
        @{ Python = $_.python; Shell = $_.shell; Graph = $_.graph }
    }
}

BeforeAll {
    Import-Module ([IO.Path]::Combine($PSScriptRoot, '..', 'artifacts', 'module', 'AutogradPS', 'AutogradPS.psd1'))
}

Describe 'GradFn' {
    It 'is PyTorch''s name for <Expression>: <Name>' -ForEach @(
        @{ Expression = '$x * $x'; Name = 'MulBackward0' }
        @{ Expression = '$x * 2'; Name = 'MulBackward0' }
        @{ Expression = '$x + 1'; Name = 'AddBackward0' }
        @{ Expression = '$x - 1'; Name = 'SubBackward0' }
        @{ Expression = '$x / 2'; Name = 'DivBackward0' }
        @{ Expression = '$x.neg()'; Name = 'NegBackward0' }
        @{ Expression = '$x.sum()'; Name = 'SumBackward0' }
        @{ Expression = '$x.mean()'; Name = 'MeanBackward0' }
        @{ Expression = '$x.exp()'; Name = 'ExpBackward0' }
        @{ Expression = '$x.relu()'; Name = 'ReluBackward0' }
        @{ Expression = '$x[0]'; Name = 'SelectBackward0' }
    ) {
        $x = New-Tensor 1, 2 -RequiresGrad
        (& ([scriptblock]::Create($Expression))).GradFn | Should -BeExactly $Name
        (& ([scriptblock]::Create($Expression))).grad_fn | Should -BeExactly $Name
    }

    It 'is $null for leaves and without grad' {
        (New-Tensor 1 -RequiresGrad).GradFn | Should -BeNullOrEmpty
        (New-Tensor 1).GradFn | Should -BeNullOrEmpty
    }
}

Describe 'The graph of an expression' {
    BeforeAll {
        function Get-Tree($node) {
            $inputs = @($node.Inputs | ForEach-Object { Get-Tree $_ })
            $node.Name + $(if ($inputs) { "($($inputs -join ', '))" })
        }
    }

    It 'has PyTorch''s nodes: <Python>' -ForEach $rows {
        $x = New-Tensor 0.3, 0.6, 0.9 -RequiresGrad
        $y = New-Tensor 0.5, 0.2, 0.7 -RequiresGrad
        $m = New-Tensor ((1, 2, 3), (4, 5, 6)) -RequiresGrad
        $n = New-Tensor ((2, 0, 1), (1, 3, 1)) -RequiresGrad
        $q = New-Tensor ((2, 0), (1, 3)) -RequiresGrad
        $i = New-Tensor 1, 0 -DType int64
        $p = New-Tensor 0.2, 0.9, 0.5
        $z = New-Tensor (, ((1, 2), (3, 4))) -RequiresGrad
        $image = [torch]::arange(16).reshape(1, 1, 4, 4).to('float32').requires_grad_()
        $k = New-Tensor (, (, ((1, 0), (0, -1)))) -RequiresGrad
        $alpha = New-Tensor 0.5, 0.5, 0.1
        $result = @(& ([scriptblock]::Create($Shell)))[0]
        $(if ($result.GradFn) { Get-Tree (Get-AutogradGraph $result).Root }) | Should -BeExactly $Graph -Because $Shell
    }
}

Describe 'Get-AutogradGraph' {
    It 'gives nodes, edges, leaves and shapes' {
        $x = New-Tensor ((1, 2, 3), (4, 5, 6)) -RequiresGrad
        $y = New-Tensor 1, 1, 1 -RequiresGrad
        $graph = ($x * $x + $y).sum() | Get-AutogradGraph
        $graph.Root.Name | Should -BeExactly 'SumBackward0'
        $graph.Nodes.Name | Should -BeExactly @('SumBackward0', 'AddBackward0', 'MulBackward0', 'AccumulateGrad', 'AccumulateGrad')
        $graph.Nodes.Id | Should -Be 1, 2, 3, 4, 5
        $graph.Nodes[1].Inputs.Name | Should -BeExactly @('MulBackward0', 'AccumulateGrad')
        $graph.Nodes[1].Shape | Should -Be 2, 3
        $graph.Nodes[1].DType | Should -Be 'float32'
        $graph.Leaves.LeafName | Should -Be 'x', 'y'
    }

    It 'takes names from -Name before those of variables' {
        $x = New-Tensor 1 -RequiresGrad
        (Get-AutogradGraph ($x * $x) -Name @{ weight = $x }).Leaves.LeafName | Should -Be 'weight'
    }

    It 'names the parameters of networks' {
        $net = [torch.nn]::Linear(2, 1)
        (Get-AutogradGraph $net.forward((New-Tensor -Ones -Shape 3, 2)).sum()).Leaves.LeafName | Should -Be 'net.bias', 'net.weight'
        $names = & { param($layer) (Get-AutogradGraph $layer.forward((New-Tensor -Ones -Shape 3, 2)).sum() -Network $layer).Leaves.LeafName } $net
        $names | Should -Be 'bias', 'weight'
    }

    It 'gives one graph for several tensors in one argument, and one each from the pipeline' {
        $x = New-Tensor 1 -RequiresGrad
        $h = $x * $x
        @(Get-AutogradGraph ($h * 2), ($h * 3)) | Should -HaveCount 1
        @(($h * 2), ($h * 3) | Get-AutogradGraph) | Should -HaveCount 2
    }

    It 'is shown as a tree with shared nodes by number' {
        $x = New-Tensor 1, 2 -RequiresGrad
        $h = $x.exp()
        $shown = (Get-AutogradGraph ($h.sin() * $h) | Out-String).Trim() -replace "`r"
        $shown | Should -BeExactly @"
MulBackward0 [2]
├─ SinBackward0 [2]
│  ExpBackward0 #3 [2]
│  AccumulateGrad x [2]
└─ ExpBackward0 #3 (above)
"@.Replace("`r", '')
    }

    It 'shows nodes as a table' {
        $x = New-Tensor 1, 2 -RequiresGrad
        $table = (Get-AutogradGraph ($x * $x)).Nodes | Out-String
        $table | Should -Match 'Id\s+Name\s+Shape\s+DType\s+Leaf\s+Inputs'
        $table | Should -Match '1\s+MulBackward0\s+\[2\]\s+float32\s+2, 2'
    }

    It 'reads the graph of a gradient' {
        $x = New-Tensor 2 -RequiresGrad
        $g = Invoke-AutogradGrad ($x * $x * $x) $x -CreateGraph
        $graph = Get-AutogradGraph $g
        $graph.Root.Name | Should -BeExactly $g.GradFn
        $graph.Leaves.LeafName | Should -Be 'x'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'a tensor without graph'; Id = 'RequiresGradMissing'; Text = '*does not require grad*-RequiresGrad*'; Script = { Get-AutogradGraph (New-Tensor 1) } }
        @{ Name = 'a disposed tensor'; Id = 'TensorDisposed'; Text = '*disposed*'; Script = { $t = New-Tensor 1 -RequiresGrad; $t.Dispose(); Get-AutogradGraph $t } }
        @{ Name = 'a name for what is no tensor'; Id = 'InvalidName'; Text = "*'a' is no tensor*"; Script = { $t = New-Tensor 1 -RequiresGrad; Get-AutogradGraph ($t * 2) -Name @{ a = 1 } } }
        @{ Name = 'a picture of a word'; Id = 'NoGraph'; Text = '*A String has no graph*'; Script = { Export-AutogradGraph "$TestDrive/a.svg" 'x' } }
        @{ Name = 'an unknown format'; Id = 'UnknownGraphFormat'; Text = "*'.png'*.svg, .dot or .mmd*"; Script = { $t = New-Tensor 1 -RequiresGrad; Export-AutogradGraph "$TestDrive/a.png" ($t * 2) } }
    ) {
        $record = $null
        try { $null = & $Script } catch { $record = $_ }
        $record.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $record.Exception.Message | Should -BeLike $Text
    }
}

Describe 'Export-AutogradGraph' {
    BeforeEach {
        $x = New-Tensor 1, 2 -RequiresGrad
        $y = New-Tensor 3, 4 -RequiresGrad
        $out = $x * $x + $y
    }

    It 'writes an SVG with a box for every node, leaf and output' {
        $file = $out | Export-AutogradGraph "$TestDrive/graph.svg" -PassThru
        [xml] $svg = [IO.File]::ReadAllText($file.FullName)
        $svg.svg.g | Should -HaveCount 7
        $svg.OuterXml | Should -Match 'MulBackward0'
        $svg.OuterXml | Should -Match '>out<'
    }

    It 'writes DOT and Mermaid' {
        $graph = Get-AutogradGraph $out
        $graph | Export-AutogradGraph -Path "$TestDrive/graph.dot"
        "$TestDrive/graph.dot" | Should -FileContentMatch 'digraph autograd'
        Export-AutogradGraph "$TestDrive/graph.txt" $graph -Format Mermaid
        "$TestDrive/graph.txt" | Should -FileContentMatch 'flowchart TB'
    }

    It 'replaces a file with -Force only, and nothing with -WhatIf' {
        Export-AutogradGraph "$TestDrive/once.dot" $out
        $record = $null
        try { Export-AutogradGraph "$TestDrive/once.dot" $out } catch { $record = $_ }
        $record.FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        Export-AutogradGraph "$TestDrive/once.dot" $out -Force
        Export-AutogradGraph "$TestDrive/never.dot" $out -WhatIf
        "$TestDrive/never.dot" | Should -Not -Exist
    }
}

Describe 'Tensors left behind by <Name>' -ForEach @(
    @{ Name = 'Get-AutogradGraph'; Script = { Get-AutogradGraph $y } }
    @{ Name = 'GradFn'; Script = { $y.GradFn } }
    @{ Name = 'Export-AutogradGraph'; Script = { Export-AutogradGraph "$TestDrive/left.dot" $y -Force } }
) {
    It 'are none after 1,000 calls' {
        $x = New-Tensor 1, 2 -RequiresGrad
        $y = ($x * $x).sum()
        $null = . $Script
        [GC]::Collect(); [GC]::WaitForPendingFinalizers()
        $before = [torch.Tensor]::TotalCount
        for ($i = 0; $i -lt 1000; $i++) { $null = . $Script }
        [GC]::Collect(); [GC]::WaitForPendingFinalizers()
        [torch.Tensor]::TotalCount | Should -BeLessOrEqual $before
    }
}
